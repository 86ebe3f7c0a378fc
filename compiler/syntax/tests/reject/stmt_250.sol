contract C {
    function f() public {
        override;
    }
}
