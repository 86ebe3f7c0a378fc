contract C {
    function f() public {
        x.f{from: 1}(2);
    }
}
