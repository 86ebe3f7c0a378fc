// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

// Gas that is read, and gas that is given.
contract Gas {
    function left() external view returns (uint256) {
        uint256 before = gasleft(); //~ gasleft
        return before - gasleft() + before; //~ gasleft
    }

    function give(Gas other) external returns (uint256) {
        return other.left{
            gas: 5_000 //~ call-gas
        }();
    }

    function giveAll(address payable other) external payable {
        (bool ok,) = other.call{value: msg.value, gas: gasleft() / 2}(""); //~ address-call call-gas gasleft
        require(ok);
        Gas(other).pay{value: 1}();
    }

    function pay() external payable {}
}
