contract C {
    function f() public {
        [,1];
    }
}
