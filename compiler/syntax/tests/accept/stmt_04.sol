contract C {
    function f() public {
        S memory s;
    }
}
