contract C {
    uint public override x;
}
