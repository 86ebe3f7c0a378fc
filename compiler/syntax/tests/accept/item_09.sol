import {from as global} from "a.sol";
