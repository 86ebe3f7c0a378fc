contract C layout at 1 layout at 2 {}
