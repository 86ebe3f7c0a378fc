using {f,} for uint;
