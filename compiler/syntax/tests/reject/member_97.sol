contract C {
    uint x = (1;
}
