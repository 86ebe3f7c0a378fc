contract C {
    function f() public {
        uint transient = 5;
    }
}
