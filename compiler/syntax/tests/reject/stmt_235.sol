contract C {
    function f() public {
        match (x) {}
    }
}
