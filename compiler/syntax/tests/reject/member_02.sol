contract C {
    uint
}
