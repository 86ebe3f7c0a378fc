contract C {
    function f() public {
        uint /* c */ x /* d */ = /* e */ 1; // f
    }
}
