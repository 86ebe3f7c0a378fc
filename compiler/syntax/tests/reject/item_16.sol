contract C layout {}
