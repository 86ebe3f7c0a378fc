contract C {
    uint override override x;
}
