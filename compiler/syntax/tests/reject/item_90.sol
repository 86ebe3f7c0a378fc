using L for 1;
