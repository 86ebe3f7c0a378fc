contract C {
    fallback() external {}
}
