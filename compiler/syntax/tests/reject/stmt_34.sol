contract C {
    function f() public {
        struct S { uint a; }
    }
}
