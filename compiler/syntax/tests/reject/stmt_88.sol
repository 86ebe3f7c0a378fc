contract C {
    function f() public {
        try {} catch {}
    }
}
