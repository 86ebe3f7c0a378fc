error error(uint error);
