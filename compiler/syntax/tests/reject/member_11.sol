contract C {
    uint memory x;
}
