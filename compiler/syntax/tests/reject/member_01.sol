contract C {
    x;
}
