contract C {
    function f() public {
        uint[2][] storage x = y;
    }
}
