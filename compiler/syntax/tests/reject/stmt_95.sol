contract C {
    function f() public {
        try a returns {} catch {}
    }
}
