contract C {
    constructor() public public {}
}
