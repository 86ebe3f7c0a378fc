contract C {
    function receive() public {}
}
