contract C {
    type T is bytes4;
}
