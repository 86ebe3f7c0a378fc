// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

// Locals that take the names of the language, from their declaration to the end of their block.
struct Header {
    uint256 number;
    uint256 timestamp;
    address coinbase;
}

contract ShadowLocals {
    function parameter(Header memory block) external pure returns (uint256) {
        return block.number + block.timestamp;
    }

    function result() external view returns (Header memory block) {
        block.number = 1;
    }

    function local(Header memory header) external view returns (uint256 sum) {
        sum = block.number; //~ block-number
        {
            sum += block.timestamp; //~ block-timestamp
            Header memory block = header;
            sum += block.number;
            {
                sum += block.timestamp + block.coinbase.balance; //~ address-balance
            }
        }
        sum += block.number; //~ block-number
        for (uint256 gasleft = 0; gasleft < 2; gasleft++) { //~ loop
            sum += gasleft;
        }
        sum += gasleft(); //~ gasleft
    }

    function initialiser() external view returns (uint256) {
        uint256 block = block.number; //~ block-number
        return block;
    }

    function several() external view returns (uint256) {
        (uint256 tx, uint256 keccak256) = (uint256(uint160(tx.origin)), 2); //~ tx-origin
        return tx + keccak256;
    }

    function clauses(ShadowLocals other) external returns (uint256) {
        try other.initialiser() returns (uint256 block) { //~ try-catch
            return block;
        } catch Panic(uint256 tx) {
            return tx;
        } catch {
            return block.number; //~ block-number
        }
    }

    modifier guarded(function(bytes memory) internal pure returns (bytes32) sha256) {
        sha256("");
        _;
    }

    function typed(function(uint256 block) external f, uint256[] calldata list) external returns (uint256) {
        f(block.number); //~ block-number
        return list.length;
    }

    function assemblyKeepsItsNames(uint256 origin) external view returns (uint256 r) {
        r = origin;
        assembly { //~ inline-assembly
            r := timestamp() //~ block-timestamp
            r := add(r, origin()) //~ tx-origin
        }
    }
}
