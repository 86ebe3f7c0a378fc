contract C {
    function f() public {
        emit E({a: 1, b: 2});
    }
}
