contract C {
    function f() public {
        x = "abc;
    }
}
