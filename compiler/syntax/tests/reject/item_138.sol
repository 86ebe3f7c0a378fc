contract C { bytes b = hex"00__11"; }
