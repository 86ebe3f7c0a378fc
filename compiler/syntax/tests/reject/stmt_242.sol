contract C {
    function f() public {
        import "a";
    }
}
