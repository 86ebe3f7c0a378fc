using {} for uint;
