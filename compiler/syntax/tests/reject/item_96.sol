uint public constant X = 1;
