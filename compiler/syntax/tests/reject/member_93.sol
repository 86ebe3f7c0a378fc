contract C {
    static uint x;
}
