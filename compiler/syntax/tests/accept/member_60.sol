contract C {
    using L for uint;
}
