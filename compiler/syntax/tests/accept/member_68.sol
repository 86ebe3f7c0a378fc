contract C {
    bytes constant b = hex"00_11" hex'22';
}
