contract C {
    mapping(C.S s => E e) m;
}
