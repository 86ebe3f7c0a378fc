contract C {
    function f() public {
        f() x;
    }
}
