contract C {
    modifier m() public {}
}
