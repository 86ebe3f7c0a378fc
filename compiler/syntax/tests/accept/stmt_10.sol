contract C {
    function f() public {
        a.b[1][2] = 3;
    }
}
