contract C {
    uint x = 1_.2;
}
