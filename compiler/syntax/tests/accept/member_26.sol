contract C {
    function(function() external) internal pure returns (function() internal) f;
}
