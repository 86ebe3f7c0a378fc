contract C {
    fixed x; ufixed y; fixed128x18 z; ufixed8x0 w;
}
