// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

// Members of addresses, through everything that has a declared type.
type Owner is address;

struct Person {
    address payable self;
    address[2] friends;
    uint256 balance;
}

contract Address {
    address payable owner;
    mapping(uint256 => mapping(bytes32 => Person)) people; //~ hashed-slot
    address[] list; //~ hashed-slot
    function() external callback;

    function who() public view returns (address payable) {
        return owner;
    }

    function all(address a, Person memory person) external view returns (uint256 sum) {
        sum += a.balance; //~ address-balance
        sum += address(this).balance; //~ address-balance
        sum += msg.sender.balance; //~ address-balance
        sum += owner.balance; //~ address-balance
        sum += list[3].balance; //~ address-balance
        sum += person.self.balance; //~ address-balance
        sum += person.friends[1].balance; //~ address-balance
        sum += people[1]["x"].self.balance; //~ address-balance
        sum += who().balance; //~ address-balance
        sum += this.who().balance; //~ address-balance
        sum += payable(a).balance; //~ address-balance
        sum += (sum > 0 ? a : owner).balance; //~ address-balance
        sum += (a = owner).balance; //~ address-balance
        sum += 0xdCad3a6d3569DF655070DEd06cb7A1b2Ccd1D3AF.balance; //~ address-balance
        sum += callback.address.balance; //~ address-balance
        sum += this.who.address.balance; //~ address-balance
        sum += Owner.unwrap(Owner.wrap(a)).balance; //~ address-balance
        sum += abi.decode(msg.data, (address)).balance; //~ address-balance
        sum += block.coinbase.balance; //~ address-balance block-coinbase
        sum += tx.origin.balance; //~ address-balance tx-origin
    }

    function code(address a) external view returns (bytes32, bytes memory, uint256) {
        bytes32 hash = a.codehash; //~ address-codehash
        bytes memory bytecode = a.code; //~ address-code
        return (hash, bytecode, a.code.length + (a.code).length); //~ address-code-length
    }

    function none(Person calldata person) external view returns (uint256) {
        Person storage other = people[0][0];
        return person.balance + other.balance + people[2][""].balance + list.length + msg.data.length;
    }
}
