event E();
