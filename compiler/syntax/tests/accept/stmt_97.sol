contract C {
    function f() public {
        new A.B[](2);
    }
}
