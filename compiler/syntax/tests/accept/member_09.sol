contract C {
    uint transient = 1;
}
