contract C {
    function f() public {
        while () {}
    }
}
