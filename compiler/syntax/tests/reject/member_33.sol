contract C {
    uint[ x;
}
