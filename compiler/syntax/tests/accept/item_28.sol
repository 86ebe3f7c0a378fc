error E();
