contract C {
    function f() public {
        is;
    }
}
