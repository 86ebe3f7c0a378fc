type T is;
