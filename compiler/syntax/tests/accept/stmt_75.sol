contract C {
    function f() public {
        try a.b() {} catch {}
    }
}
