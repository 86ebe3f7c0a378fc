contract C {
    function f() public {
        revert error(2);
    }
}
