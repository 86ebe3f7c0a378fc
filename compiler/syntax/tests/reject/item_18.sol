contract C layout in 5 {}
