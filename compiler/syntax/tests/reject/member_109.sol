contract C {
    uint x = 1__2;
}
