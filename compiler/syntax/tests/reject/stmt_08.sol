contract C {
    function f() public {
        uint memory storage x = y;
    }
}
