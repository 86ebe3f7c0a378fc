fallback() external {}
