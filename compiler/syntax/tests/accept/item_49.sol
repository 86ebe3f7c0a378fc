function f(function(uint) external returns (uint) g) {}
