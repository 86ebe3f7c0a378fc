contract C {
    bytes payable x;
}
