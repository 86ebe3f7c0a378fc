contract C {
    function f() public {
        address payable;
    }
}
