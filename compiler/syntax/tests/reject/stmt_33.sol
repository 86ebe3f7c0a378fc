contract C {
    function f() public {
        function f() {}
    }
}
