contract C {
    uint external x;
}
