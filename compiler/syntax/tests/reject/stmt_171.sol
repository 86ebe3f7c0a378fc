contract C {
    function f() public {
        x = address payable;
    }
}
