contract C layouts at 5 {}
