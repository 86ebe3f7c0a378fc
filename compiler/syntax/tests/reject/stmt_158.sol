contract C {
    function f() public {
        a[1;
    }
}
