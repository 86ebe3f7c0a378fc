contract C {
    function f() public {
        assembly {
            function 1() { }
        }
    }
}
