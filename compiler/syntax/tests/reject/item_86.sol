using {f as **} for uint;
