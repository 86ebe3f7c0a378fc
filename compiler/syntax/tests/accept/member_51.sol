contract C {
    enum E { A, B }
}
