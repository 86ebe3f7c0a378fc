contract C {
    function f() public {
        payable(a);
    }
}
