using L for uint;
