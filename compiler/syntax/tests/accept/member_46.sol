contract C {
    modifier m() virtual override { _; }
}
