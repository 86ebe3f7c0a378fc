uint constant
