// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

// Ether sent with 2300 gas, and what only looks like it.
interface Token {
    function transfer(address to, uint256 amount) external returns (bool);
    function transfer(uint256 amount) external;
    function send(address to) external;
    function call(bytes calldata data) external;
}

library Send {
    function send(Token token, uint256 a) internal {
        token.transfer(a);
    }
}

contract Transfer {
    using Send for Token;

    Token token;
    mapping(address => Token) tokens; //~ hashed-slot
    mapping(uint256 => address payable) payees; //~ hashed-slot

    function pay(address payable to) external payable {
        to.transfer(1); //~ address-transfer
        bool ok = to.send(1); //~ address-transfer
        payable(msg.sender).transfer(msg.value); //~ address-transfer
        (payees[ok ? 1 : 0].transfer)(1); //~ address-transfer
        payees[7]
            .transfer( //~ address-transfer
                address(this).balance); //~ address-balance
    }

    function others(address to) external {
        token.transfer(to, 1);
        token.transfer(1);
        token.send(to);
        token.send(1);
        token.call("");
        tokens[to].transfer(1);
        Token(to).transfer({amount: 1});
        this.transfer(1);
        transfer(1);
    }

    function transfer(uint256 a) public {}
}
