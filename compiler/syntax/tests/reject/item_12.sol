contract C is {}
