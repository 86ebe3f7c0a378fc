contract C {
    function f() public {
        _ = 1;
    }
}
