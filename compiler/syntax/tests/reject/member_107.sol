contract C {
    uint x = 1._2;
}
