struct S { uint a }
