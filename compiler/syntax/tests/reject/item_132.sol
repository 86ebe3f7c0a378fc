contract C { string s = "abc\q"; }
