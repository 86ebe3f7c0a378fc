import {a, b as c} from "a.sol";
