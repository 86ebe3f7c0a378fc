uint[3] constant xs = [uint(1), 2, 3];
