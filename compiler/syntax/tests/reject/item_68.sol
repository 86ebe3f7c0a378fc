error E(uint memory a);
