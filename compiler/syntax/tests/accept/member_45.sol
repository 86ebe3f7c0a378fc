contract C {
    modifier m { _; }
}
