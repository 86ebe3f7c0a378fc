contract C {
    modifier m() override override {}
}
