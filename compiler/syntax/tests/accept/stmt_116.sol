contract C {
    function f() public {
        address(this);
    }
}
