uint constant X = 1;
