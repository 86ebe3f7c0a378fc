contract C {
    function f() public {
        constructor() {}
    }
}
