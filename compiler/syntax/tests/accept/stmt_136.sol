contract C {
    function f() public {
        !a; ~a; -a; ++a; --a; a++; a--;
    }
}
