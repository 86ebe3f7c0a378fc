contract C {
    function() external public f;
}
