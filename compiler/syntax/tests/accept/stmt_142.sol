contract C {
    function f() public {
        1; 1.5; .5; 1e3; 1.5e-3; 1_000; 0xff; 0xFF_ff; 0;
    }
}
