contract C {
    function f() public {
        enum E { A }
    }
}
