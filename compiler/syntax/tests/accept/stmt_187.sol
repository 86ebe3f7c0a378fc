contract C {
    function f() public {
        fixed x; ufixed128x18 y;
    }
}
