contract C {
    function f() public {
        f(1, 2)(3)[4].g();
    }
}
