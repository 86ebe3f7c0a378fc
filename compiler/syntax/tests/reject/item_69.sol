error E(bytes memory a);
