contract C {
    function(uint) external returns (uint) public f;
}
