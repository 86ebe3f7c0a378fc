function from(uint global) {}
