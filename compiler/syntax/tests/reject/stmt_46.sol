contract C {
    function f() public {
        else x;
    }
}
