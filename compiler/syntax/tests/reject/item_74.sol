event E(bytes memory a);
