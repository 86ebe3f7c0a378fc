error error(uint a); contract C { error error(uint error); }
