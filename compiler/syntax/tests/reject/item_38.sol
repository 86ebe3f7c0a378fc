import "a" as;
