contract C {
    uint transient x;
}
