using L;
