contract C {
    function() external returns () x;
}
