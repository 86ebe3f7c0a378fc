contract C {
    function f() public {
        var x = 1;
    }
}
