contract C {
    function f() public {
        emit uint();
    }
}
