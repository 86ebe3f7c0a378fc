contract C {
    function f() public {
        try a.b({x: 1}) {} catch {}
    }
}
