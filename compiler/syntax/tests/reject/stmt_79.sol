contract C {
    function f() public {
        emit E()();
    }
}
