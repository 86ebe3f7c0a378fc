contract C {
    function f() public {
        fallback();
    }
}
