event E;
