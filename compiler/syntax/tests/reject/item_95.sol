uint constant constant X = 1;
