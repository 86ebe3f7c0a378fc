contract C {
    function f() public {
        (C.S memory a, D[] storage b) = f();
    }
}
