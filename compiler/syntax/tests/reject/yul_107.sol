contract C {
    function f() public {
        assembly {
            hex"00"
        }
    }
}
