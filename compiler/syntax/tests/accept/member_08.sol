contract C {
    uint transient;
}
