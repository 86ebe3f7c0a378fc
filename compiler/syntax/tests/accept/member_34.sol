contract C {
    constructor(uint a) A(a) B payable {}
}
