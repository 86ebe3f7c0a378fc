contract C {
    function f() public {
        function() internal[] memory f;
    }
}
