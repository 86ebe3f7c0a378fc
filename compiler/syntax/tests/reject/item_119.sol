receive() external payable {}
