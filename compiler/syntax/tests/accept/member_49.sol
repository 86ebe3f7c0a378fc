contract C {
    modifier m { if (x) { _; } }
}
