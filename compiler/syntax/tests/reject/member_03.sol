contract C {
    uint x
}
