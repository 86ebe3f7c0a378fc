contract C { bytes b = hex"0"; }
