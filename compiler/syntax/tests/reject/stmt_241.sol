contract C {
    function f() public {
        static x;
    }
}
