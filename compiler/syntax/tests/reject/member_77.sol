contract C {
    struct S { uint x = 1; }
}
