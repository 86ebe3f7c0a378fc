contract layout layout at 5 {}
