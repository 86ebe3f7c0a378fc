contract C {
    function f() public {
        from x; layout y; global.at z;
    }
}
