contract C {
    function f() public {
        do { a; } while (b);
    }
}
