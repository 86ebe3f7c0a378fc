using L for function(uint) external;
