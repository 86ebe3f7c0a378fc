contract C {
    function f() public {
        uint memory memory x;
    }
}
