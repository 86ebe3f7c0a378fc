contract C {
    uint x = 012;
}
