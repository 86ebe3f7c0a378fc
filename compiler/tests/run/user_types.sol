// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

type Price is uint128;
type Tag is bytes4;
type Owner is address;

function plus(Price a, Price b) pure returns (Price) { return Price.wrap(Price.unwrap(a) + Price.unwrap(b)); }

contract Shop {
    type Flag is bool;
    type Payee is address payable;
    Price public price = Price.wrap(5);
    Flag public open = Flag.wrap(true);
    Owner public owner;
    Tag public tag = Tag.wrap("shop");
    Payee public payee;
    Price public constant LEAST = Price.wrap(3);
    uint128 public constant LEAST_NUMBER = Price.unwrap(LEAST);
    mapping(Tag => Price) public prices;
    mapping(Owner => mapping(Flag => Tag)) public nested;
    event Paid(Owner indexed from, Price price, Tag indexed tag, Flag open);
    error Closed(Flag open, Owner owner);

    constructor(Owner first, Price second) { owner = first; price = second; }

    function echo(Price a, Flag b, Owner c, Tag d, Payee e) public pure returns (Price, Flag, Owner, Tag, Payee) { return (a, b, c, d, e); }
    function pay(Tag t, Price more) public {
        if (!Flag.unwrap(open)) revert Closed(open, owner);
        prices[t] = plus(price, more);
        nested[owner][open] = t;
        emit Paid(owner, prices[t], t, open);
    }
    function close() public { open = Flag.wrap(false); }
    function same(Tag t) public view returns (bool) { return Tag.unwrap(t) == Tag.unwrap(tag); }
    function choose(bool b, Price x) public pure returns (Price) { return b ? x : LEAST; }
    function hash(Tag t, Price p) public pure returns (bytes32) { return keccak256(abi.encode(t, p)); }
    function zeros() public pure returns (Price p, Owner o, Shop.Flag f) {}
    function mine() public { owner = Owner.wrap(msg.sender); payee = Payee.wrap(payable(msg.sender)); }
    function plain() public view returns (address, uint256) { return (Owner.unwrap(owner), Price.unwrap(price)); }
}

//@ deploy Shop 0xbeef 77
//@ deploy Shop 0x10000000000000000000000000000000000000000 77
//@ deploy Shop 0xbeef 0x100000000000000000000000000000000
//@ call price()
//@ call open()
//@ call owner()
//@ call tag()
//@ call payee()
//@ call LEAST()
//@ call LEAST_NUMBER()
//@ call echo(uint128,bool,address,bytes4,address) 1 1 2 0x6162636400000000000000000000000000000000000000000000000000000000 3
//@ call echo(uint128,bool,address,bytes4,address) 1 2 2 0x6162636400000000000000000000000000000000000000000000000000000000 3
//@ call echo(uint128,bool,address,bytes4,address) 1 1 2 0x6162636400000000000000000000000000000000000000000000000000000001 3
//@ call pay(bytes4,uint128) 0x6162636400000000000000000000000000000000000000000000000000000000 3
//@ call pay(bytes4,uint128) 0x6162636400000000000000000000000000000000000000000000000000000000 0xffffffffffffffffffffffffffffffff
//@ call prices(bytes4) 0x6162636400000000000000000000000000000000000000000000000000000000
//@ call nested(address,bool) 0xbeef 1
//@ call nested(address,bool) 0xbeef 2
//@ call same(bytes4) 0x73686f7000000000000000000000000000000000000000000000000000000000
//@ call same(bytes4) 0
//@ call choose(bool,uint128) 1 9
//@ call choose(bool,uint128) 0 9
//@ call hash(bytes4,uint128) 0x6162636400000000000000000000000000000000000000000000000000000000 4
//@ call zeros()
//@ call mine()
//@ call plain()
//@ call close()
//@ call pay(bytes4,uint128) 0 3
