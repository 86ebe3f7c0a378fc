contract C {
    function f() public {
        using L for uint;
    }
}
