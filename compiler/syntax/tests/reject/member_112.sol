contract C {
    uint x = 1e_2;
}
