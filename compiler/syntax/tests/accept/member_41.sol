contract C {
    function f() external;
}
