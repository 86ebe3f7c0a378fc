contract C {
    function f() public {
        payable[1];
    }
}
