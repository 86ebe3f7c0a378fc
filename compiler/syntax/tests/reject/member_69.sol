contract C {
    receive() external payable payable {}
}
