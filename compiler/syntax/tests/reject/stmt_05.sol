contract C {
    function f() public {
        uint constant x = 1;
    }
}
