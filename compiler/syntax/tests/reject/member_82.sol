contract C {
    if (x) {}
}
