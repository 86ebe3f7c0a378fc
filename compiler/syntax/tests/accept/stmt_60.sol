contract C {
    function f() public {
        emit A.E(1, 2);
    }
}
