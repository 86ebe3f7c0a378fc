contract C {
    function f() public {
        storage x;
    }
}
