contract C # {}
