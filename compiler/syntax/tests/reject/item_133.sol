contract C { string s = "ä"; }
