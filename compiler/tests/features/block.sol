// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

// The fields of the block, the hashes behind it, and the transaction.
contract Block {
    uint256 constant START = 7;

    function fields() external view returns (uint256 sum) {
        sum += uint160(address(block.coinbase)); //~ block-coinbase
        sum += block.prevrandao; //~ block-prevrandao
        sum += block.difficulty; //~ block-prevrandao
        sum += block.gaslimit; //~ block-gaslimit
        sum += block.basefee; //~ block-basefee
        sum += block.blobbasefee; //~ block-blobbasefee
        sum += block.number; //~ block-number
        sum += block.timestamp; //~ block-timestamp
        sum += block.chainid; //~ block-chainid
        sum += (block).number + ((block).timestamp); //~ block-number block-timestamp
        sum += START;
    }

    function hashes() external view returns (bytes32, bytes32) {
        return (
            blockhash( //~ blockhash
                block //~ block-number
                    .number - 1
            ),
            blobhash(0) //~ blobhash
        );
    }

    function transaction() external view returns (bool) {
        return tx.origin == msg.sender && tx.gasprice < 7; //~ tx-origin tx-gasprice
    }

    modifier before(uint256 end) {
        require(block.number < end, "late"); //~ block-number
        _;
    }

    function head(uint256 n) external before(block.timestamp + n) returns (uint256) { //~ block-timestamp
        return n + msg.data.length;
    }
}
