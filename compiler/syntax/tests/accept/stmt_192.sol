contract C {
    function f() public {
        constant_ = 1;
    }
}
