contract C {
    function f() public {
        assembly {
            function add() { }
        }
    }
}
