contract C {
    function f() public {
        emit E.1();
    }
}
