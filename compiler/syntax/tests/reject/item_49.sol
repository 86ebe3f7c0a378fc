struct S { uint }
