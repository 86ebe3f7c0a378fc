contract C {
    function f() public {
        assembly {
            function f() { leave }
        }
    }
}
