contract C {
    function f() public {
        delete a;
    }
}
