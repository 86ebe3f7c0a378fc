contract C {
    function f() public {
        delete delete;
    }
}
