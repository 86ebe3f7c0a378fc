after x;
