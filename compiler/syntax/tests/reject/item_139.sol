contract C { bytes b = hex"00_"; }
