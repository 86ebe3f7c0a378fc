contract C { string s = "abc; }
