contract C is A(1 {}
