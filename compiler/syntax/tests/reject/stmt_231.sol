contract C {
    function f() public {
        case x;
    }
}
