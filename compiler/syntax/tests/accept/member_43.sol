contract C {
    function fallback() public {}
}
