contract C {
    uint = 1;
}
