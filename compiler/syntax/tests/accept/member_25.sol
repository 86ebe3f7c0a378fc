contract C {
    function() external view returns (uint)[] f;
}
