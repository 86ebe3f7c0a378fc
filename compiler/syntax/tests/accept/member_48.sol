contract C {
    modifier m virtual;
}
