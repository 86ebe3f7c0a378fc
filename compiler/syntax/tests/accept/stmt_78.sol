contract C {
    function f() public {
        try new C() returns (C c) {} catch {}
    }
}
