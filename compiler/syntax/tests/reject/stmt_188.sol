contract C {
    function f() public {
        x = "a" hex"00";
    }
}
