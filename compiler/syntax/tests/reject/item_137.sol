contract C { bytes b = hex"_00"; }
