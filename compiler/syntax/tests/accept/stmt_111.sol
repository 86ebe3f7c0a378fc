contract C {
    function f() public {
        type(C).creationCode;
    }
}
