contract C {
    error E
}
