// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

// Builtin functions of assembly; those that Solidity has too are the same feature.
contract Assembly {
    function surroundings() external view {
        assembly ("memory-safe") { //~ inline-assembly
            let x := coinbase() //~ block-coinbase
            x := prevrandao() //~ block-prevrandao
            x := gaslimit() //~ block-gaslimit
            x := basefee() //~ block-basefee
            x := blobbasefee() //~ block-blobbasefee
            x := number() //~ block-number
            x := timestamp() //~ block-timestamp
            x := chainid() //~ block-chainid
            x := blockhash(1) //~ blockhash
            x := blobhash(1) //~ blobhash
            x := origin() //~ tx-origin
            x := gasprice() //~ tx-gasprice
            x := gas() //~ gasleft
            x := add(caller(), add(callvalue(), address()))
        }
    }

    function accounts(address a) external view {
        assembly { //~ inline-assembly
            let x := balance(a) //~ address-balance
            x := selfbalance() //~ address-balance
            x := extcodehash(a) //~ address-codehash
            x := extcodesize(a) //~ address-code-length
            extcodecopy(a, 0, 0, 32) //~ address-code
        }
    }

    function calls(address a) external {
        assembly "evmasm" { //~ inline-assembly
            let ok := call(gas(), a, 0, 0, 0, 0, 0) //~ address-call gasleft
            ok := delegatecall(1, a, 0, 0, 0, 0) //~ address-delegatecall
            ok := staticcall(1, a, 0, 0, 0, 0) //~ address-staticcall
            ok := callcode(1, a, 0, 0, 0, 0, 0) //~ callcode
            ok := create(0, 0, 0) //~ create
            if create2(0, 0, 0, 0) { //~ create2
                returndatacopy(0, 0, returndatasize()) //~ returndatacopy
            }
            switch ok
            case 0 { revert(0, 0) }
            default { selfdestruct(a) } //~ selfdestruct
        }
    }

    function machine(uint256 slot) external {
        assembly { //~ inline-assembly
            let x := msize() //~ msize
            x := codesize() //~ codesize
            codecopy(0, 0, 32) //~ codecopy
            mcopy(0, 32, 32) //~ mcopy
            x := tload(0) //~ transient-storage
            tstore(0, x) //~ transient-storage
            sstore(slot, sload(add(slot, 1))) //~ sload sstore
            x := keccak256(0, 64) //~ keccak256
            x := clz(x) //~ clz
            mstore(0, calldataload(calldatasize()))
            return(0, 32)
        }
    }
}
