contract C {
    function f() public {
        throw;
    }
}
