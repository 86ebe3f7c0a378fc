contract C {
    function f() public {
        error x;
    }
}
