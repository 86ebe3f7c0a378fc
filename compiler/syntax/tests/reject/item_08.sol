contract C
