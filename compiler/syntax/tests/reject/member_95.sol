contract C {
    uint x = ;
}
