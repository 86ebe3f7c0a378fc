contract C {
    function f() public {
        return x = ;
    }
}
