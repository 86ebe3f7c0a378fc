contract C {
    modifier m( {}
}
