contract C {
    function f() public {
        memory x;
    }
}
