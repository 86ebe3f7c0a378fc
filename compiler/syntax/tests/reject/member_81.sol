contract C {
    return;
}
