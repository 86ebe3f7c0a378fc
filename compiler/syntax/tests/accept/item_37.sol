using {f, g as +, x.h} for uint global;
