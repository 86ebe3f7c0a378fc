contract C {
    function f() public {
        uint[1:2] x;
    }
}
