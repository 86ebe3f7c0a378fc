contract C {
    uint public override(A, B.C) x;
}
