struct error { uint error; }
