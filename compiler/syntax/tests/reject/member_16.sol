contract C {
    uint pure x;
}
