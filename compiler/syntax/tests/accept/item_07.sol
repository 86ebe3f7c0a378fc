import * as a from "a.sol";
