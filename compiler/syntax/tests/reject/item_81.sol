using L for uint globall;
