contract C is A, {}
