contract C { /* unterminated }
