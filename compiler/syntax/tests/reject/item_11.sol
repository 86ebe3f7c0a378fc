contract C { }}
