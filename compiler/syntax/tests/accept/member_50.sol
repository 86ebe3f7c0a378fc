contract C {
    struct S { uint a; }
}
