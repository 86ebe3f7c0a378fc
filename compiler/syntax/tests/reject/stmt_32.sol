contract C {
    function f() public {
        function() external;
    }
}
