contract C {
    uint x = 1_e2;
}
