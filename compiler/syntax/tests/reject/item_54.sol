struct { uint a; }
