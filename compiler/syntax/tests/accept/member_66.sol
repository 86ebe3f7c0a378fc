contract C {
    C.S public s;
}
