contract C {
    modifier {}
}
