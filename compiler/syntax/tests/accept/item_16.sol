contract C is A, B(1), x.D(2, 3) {}
