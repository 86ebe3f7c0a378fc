contract C {
    fallback(bytes calldata a) external returns (bytes memory) {}
}
