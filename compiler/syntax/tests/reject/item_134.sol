contract C { string s = unicode"\q"; }
