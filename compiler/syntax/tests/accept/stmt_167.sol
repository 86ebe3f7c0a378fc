contract C {
    function f() public {
        f(a)(b)(c);
    }
}
