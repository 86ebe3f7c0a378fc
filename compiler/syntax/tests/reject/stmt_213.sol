contract C {
    function f() public {
        x := 1;
    }
}
