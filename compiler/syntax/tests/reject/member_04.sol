contract C {
    uint x y;
}
