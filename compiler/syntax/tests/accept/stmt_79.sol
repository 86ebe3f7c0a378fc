contract C {
    function f() public {
        try new C{salt: s}(1) {} catch {}
    }
}
