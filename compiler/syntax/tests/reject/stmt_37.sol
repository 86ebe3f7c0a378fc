contract C {
    function f() public {
        contract D {}
    }
}
