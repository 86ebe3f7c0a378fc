contract C {
    function f() public {
        uint public x;
    }
}
