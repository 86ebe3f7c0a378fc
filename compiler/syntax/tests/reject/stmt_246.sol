contract C {
    function f() public {
        receive();
    }
}
