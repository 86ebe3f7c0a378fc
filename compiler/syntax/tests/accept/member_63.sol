contract C {
    function revert() public {}
}
