contract C {
    modifier m
}
