contract C {
    function f() public {
        hex"00"; hex"00_11"; hex''; hex"aA" hex"Bb";
    }
}
