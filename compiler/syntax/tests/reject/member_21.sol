contract C {
    bool view x;
}
