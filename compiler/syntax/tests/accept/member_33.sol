contract C {
    constructor() {}
}
