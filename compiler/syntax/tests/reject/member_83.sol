contract C {
    { }
}
