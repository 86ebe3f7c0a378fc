contract C {
    function f() public {
        let x = 1;
    }
}
