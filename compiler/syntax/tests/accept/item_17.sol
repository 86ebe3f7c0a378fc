contract C is A() layout at 5 {}
