interface I layout at 5 {}
