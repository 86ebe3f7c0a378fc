contract C {
    bytes32 a; bytes1 b; bytes c; string d; bool e; int8 f; uint248 g;
}
