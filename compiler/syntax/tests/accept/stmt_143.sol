contract C {
    function f() public {
        1e10; 1E5; 2.5E2; 0.0;
    }
}
