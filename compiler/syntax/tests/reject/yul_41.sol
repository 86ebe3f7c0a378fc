contract C {
    function f() public {
        assembly {
            switch a
        }
    }
}
