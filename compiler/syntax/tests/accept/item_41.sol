using L for uint[];
