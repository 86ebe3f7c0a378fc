uint x
