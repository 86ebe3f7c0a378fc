contract C {
    function f() public m() n.o(1) {}
}
