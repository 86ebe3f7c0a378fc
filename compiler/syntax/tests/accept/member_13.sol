contract C {
    transient x;
}
