contract C {
    function f() public {
        try a.b{value: 1}(2) {} catch {}
    }
}
