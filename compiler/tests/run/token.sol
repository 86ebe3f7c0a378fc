// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

error InsufficientBalance(address holder, uint256 available, uint256 wanted);

contract Token {
    uint256 public totalSupply;
    address public owner;
    uint8 public constant decimals = 18;
    mapping(address holder => uint256 balance) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    error InsufficientAllowance(uint256 available, uint256 wanted);
    error NotOwner();

    constructor(uint256 supply) {
        owner = msg.sender;
        mint(msg.sender, supply);
    }

    function mint(address to, uint256 amount) public {
        if (msg.sender != owner) revert NotOwner();
        totalSupply += amount;
        balanceOf[to] += amount;
        emit Transfer(address(0), to, amount);
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        move(msg.sender, to, amount);
        return true;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        emit Approval(msg.sender, spender, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed != type(uint256).max) {
            if (allowed < amount) revert InsufficientAllowance({wanted: amount, available: allowed});
            unchecked { allowance[from][msg.sender] = allowed - amount; }
        }
        move(from, to, amount);
        return true;
    }

    function move(address from, address to, uint256 amount) internal {
        uint256 available = balanceOf[from];
        require(to != address(0), "to the zero address, and a message that takes two words");
        require(available >= amount, InsufficientBalance(from, available, amount));
        unchecked {
            balanceOf[from] = available - amount;
            balanceOf[to] += amount;
        }
        emit Transfer(from, to, amount);
    }
}

//@ deploy Token 1000
//@ call totalSupply()
//@ call decimals()
//@ call owner()
//@ call balanceOf(address) 0xca11e4
//@ call transfer(address,uint256) 0xb0b 300
//@ call transfer(address,uint256) 0xb0b 701
//@ call transfer(address,uint256) 0 1
//@ call transferFrom(address,address,uint256) 0xca11e4 0xeee 5 from=0xb0b
//@ call approve(address,uint256) 0xb0b 10
//@ call allowance(address,address) 0xca11e4 0xb0b
//@ call transferFrom(address,address,uint256) 0xca11e4 0xeee 5 from=0xb0b
//@ call approve(address,uint256) 0xb0b -1
//@ call transferFrom(address,address,uint256) 0xca11e4 0xeee 5 from=0xb0b
//@ call allowance(address,address) 0xca11e4 0xb0b
//@ call mint(address,uint256) 1 -1
//@ call mint(address,uint256) 1 1 from=2
//@ call transfer(address,uint256) 0x10000000000000000000000000000000000000000 1
//@ call transfer(address,uint256) 1
//@ call transfer(address,uint256) 1 2 3
//@ call transfer(address,uint256) 1 2 value=1
//@ data 0x
//@ data 0xa9059c
//@ data 0x00000000
