contract C {
    function f() public {
        emit 1();
    }
}
