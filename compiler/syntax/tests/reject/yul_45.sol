contract C {
    function f() public {
        assembly {
            switch a case 1
        }
    }
}
