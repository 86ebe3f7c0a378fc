contract C {
    function f() public {
        leave = mut;
    }
}
