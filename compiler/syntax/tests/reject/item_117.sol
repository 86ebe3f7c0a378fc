function 1() {}
