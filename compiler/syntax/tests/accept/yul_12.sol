contract C {
    function f() public {
        assembly {
            switch a case 0 { } case 1 { } default { }
        }
    }
}
