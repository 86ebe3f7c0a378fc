// ==== Source: hashes.sol ====
// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;
function keccak256(bytes memory) pure returns (bytes32) {
    return sha256(""); //~ sha256
}
function ripemd160Of(bytes memory) pure returns (bytes20) {}
struct Account { uint256 balance; address owner; }
contract Owned { address internal owner; Account internal account; }
function find() pure returns (Account memory) {}
// ==== Source: through.sol ====
// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;
import "hashes.sol";
function through() pure returns (bytes32) {
    return keccak256("");
}
// ==== Source: user.sol ====
// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;
import "through.sol";
contract User is Owned {
    function f() external view returns (bytes32, uint256) {
        return (keccak256(""), owner.balance + account.balance + find().balance + find().owner.balance); //~ address-balance
    }
}
// ==== Source: named.sol ====
// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;
import {ripemd160Of as ripemd160, Owned as Mine} from "hashes.sol";
import * as block from "hashes.sol";
contract Named is Mine {
    function f() external view returns (bytes20, bytes32) {
        return (ripemd160(""), block.keccak256(""));
    }
}
contract Dotted is block.Owned {
    function g() external view returns (bytes32, uint256) {
        return (keccak256(""), owner.balance + block.find().owner.balance + block.find().balance); //~ keccak256 address-balance
    }
}
