contract C {
    S.T[3][] x;
}
