using {f as x} for uint;
