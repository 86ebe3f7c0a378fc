contract C {
    function f() public {
        a[,];
    }
}
