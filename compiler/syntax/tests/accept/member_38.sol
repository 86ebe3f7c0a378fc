contract C {
    receive() external payable {}
}
