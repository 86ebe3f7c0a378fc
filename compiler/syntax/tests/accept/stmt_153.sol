contract C {
    function f() public {
        [1, 2]; [a]; [[1], [2]]; []; [1, 2][0];
    }
}
