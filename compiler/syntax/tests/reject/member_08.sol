contract C {
    uint public private x;
}
