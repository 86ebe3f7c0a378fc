contract C {
    function f() public {
        using;
    }
}
