import 'a.sol' as from;
