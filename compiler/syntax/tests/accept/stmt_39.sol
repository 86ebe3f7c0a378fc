contract C {
    function f() public {
        function() internal pure f;
    }
}
