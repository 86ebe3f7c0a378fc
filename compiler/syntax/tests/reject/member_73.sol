contract C {
    modifier m() virtual virtual {}
}
