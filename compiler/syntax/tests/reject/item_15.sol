contract C is A is B {}
