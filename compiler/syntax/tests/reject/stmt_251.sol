contract C {
    function f() public {
        virtual x;
    }
}
