contract C {
    function f() public {
        C.S[] storage b = c;
    }
}
