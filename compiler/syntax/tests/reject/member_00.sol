contract C {
    x
}
