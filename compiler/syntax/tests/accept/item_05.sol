import "a.sol";
