contract C {
    function f() public {
        continue
    }
}
