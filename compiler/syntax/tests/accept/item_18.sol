contract C layout at 0x10 + 2 is A {}
