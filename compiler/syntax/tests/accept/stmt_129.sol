contract C {
    function f() public {
        a ? b ? c : d : e;
    }
}
