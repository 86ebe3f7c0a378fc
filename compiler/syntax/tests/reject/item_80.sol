using L for uint
