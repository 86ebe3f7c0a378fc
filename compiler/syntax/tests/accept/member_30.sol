contract C {
    uint7 x; bytes33 y; uint08 z; fixed128 w;
}
