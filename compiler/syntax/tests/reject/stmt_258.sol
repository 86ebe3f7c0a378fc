contract C {
    function f() public {
        anonymous;
    }
}
