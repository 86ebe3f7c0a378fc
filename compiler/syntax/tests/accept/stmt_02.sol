contract C {
    function f() public {
        uint[] memory x = new uint[](5);
    }
}
