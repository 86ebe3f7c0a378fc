// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

// Slots that are seen, and storage that is set to zero.
struct Pair {
    uint128 left;
    bool right;
}

contract Storage
    layout at 0x100 //~ storage-slot
{
    uint256 plain;
    address owner;
    Pair pair;
    uint256[4] four;
    mapping(address => uint256) balances; //~ hashed-slot
    uint256[] list; //~ hashed-slot
    bytes internal data; //~ hashed-slot
    string public text = ""; //~ hashed-slot
    mapping(uint256 => Pair)[2] pairs; //~ hashed-slot
    uint256 constant CONSTANT = 1;
    uint256 immutable fixedValue = 0;
    string constant NAME = "name";
    uint256 transient passing; //~ transient-storage
    address private transient passingOwner; //~ transient-storage

    function inner() internal view returns (Pair storage) {
        return pair;
    }

    function clear(uint256[] memory words, uint256 local) external {
        delete plain; //~ storage-clear
        delete pair; //~ storage-clear
        delete balances[owner]; //~ storage-clear
        delete list; //~ storage-clear
        delete data[3]; //~ storage-clear
        delete pairs[1][2].left; //~ storage-clear
        plain = 0; //~ storage-clear
        plain = 0x00; //~ storage-clear
        owner = address(0); //~ storage-clear
        owner = payable(address(uint160(0))); //~ storage-clear
        pair.right = (false); //~ storage-clear
        text = ""; //~ storage-clear
        inner().left = 0; //~ storage-clear
        delete inner().right; //~ storage-clear
        Storage.plain = 0; //~ storage-clear
        list.pop(); //~ storage-clear
        Pair storage pointer = pairs[0][1];
        pointer.left = 0; //~ storage-clear
        delete pointer.right; //~ storage-clear

        delete words;
        delete words[0];
        words[1] = 0;
        local = 0;
        delete local;
        delete passing;
        passing = 0;
        plain = 1;
        plain = CONSTANT;
        plain += 0;
        list.push(1);
        pair.right = true;
        uint256 zero = 0;
        Pair memory copy = pair;
        copy.left = 0;
        delete copy;
        plain = zero + fixedValue + words[0] + bytes(NAME).length;
    }

    function slots() external view returns (uint256 slot, uint256 offset) {
        Pair storage chosen;
        assembly { //~ inline-assembly
            slot := pair.slot //~ storage-slot
            offset := owner.offset
            chosen.slot := 7 //~ storage-slot
        }
        slot += chosen.left;
    }

    function standard() external pure returns (uint256) {
        return erc7201("example.main"); //~ storage-slot
    }

    function calldataOffsets(bytes calldata input) external pure returns (uint256 sum) {
        assembly { //~ inline-assembly
            sum := add(input.offset, input.length)
        }
    }
}
