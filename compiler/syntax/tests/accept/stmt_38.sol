contract C {
    function f() public {
        function(uint) external returns (uint) f = g;
    }
}
