contract C {
    event E
}
