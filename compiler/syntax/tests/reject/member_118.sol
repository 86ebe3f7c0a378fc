contract C {
    uint x = 0X1;
}
