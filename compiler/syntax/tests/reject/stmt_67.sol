contract C {
    function f() public {
        break
    }
}
