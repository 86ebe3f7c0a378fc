contract C {
    function f() public {
        null;
    }
}
