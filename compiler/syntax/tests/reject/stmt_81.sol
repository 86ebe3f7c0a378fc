contract C {
    function f() public {
        emit new E();
    }
}
