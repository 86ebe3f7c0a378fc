contract C {
    function f() public {
        modifier m {}
    }
}
