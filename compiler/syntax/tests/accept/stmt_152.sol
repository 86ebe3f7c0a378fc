contract C {
    function f() public {
        true; false;
    }
}
