contract C {
    function f() public {
        x = unicode "a";
    }
}
