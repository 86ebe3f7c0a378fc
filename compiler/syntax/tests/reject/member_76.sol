contract C {
    modifier m() returns (uint) {}
}
