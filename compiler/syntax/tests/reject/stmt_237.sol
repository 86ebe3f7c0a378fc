contract C {
    function f() public {
        sizeof(x);
    }
}
