contract C { string s = unicode"‬"; }
