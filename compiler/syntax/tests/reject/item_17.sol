contract C layout at {}
