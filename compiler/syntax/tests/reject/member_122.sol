contract C {
    uint x = 1 finney;
}
