contract C {
    function f() public {
        x = function() external;
    }
}
