// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

// Errors with names, and events with topics.
error Free( //~ custom-error
    uint256 a,
    uint256 b
);

library Errors {
    error Named(); //~ custom-error
}

contract ErrorsAndEvents {
    error Own(uint256 code); //~ custom-error

    event Plain(uint256 a, uint256 b) anonymous;
    event Topics(
        uint256 indexed a, //~ indexed-event
        uint256 b,
        bytes indexed //~ indexed-event
    );

    function fail(uint256 a) external {
        if (a == 1) revert Free(1, 2); //~ custom-error
        if (a == 2) revert Errors.Named(); //~ custom-error
        require(a != 3, Own(3)); //~ custom-error
        require(a != 4, Errors.Named()); //~ custom-error
        require(a != 5, text());
        require(a != 6, "six");
        if (a == 7) revert("seven");
        if (a == 8) revert();
        assert(a != 9);
        emit Plain(1, 2);
        emit Topics(1, 2, "");
    }

    function text() private pure returns (string memory) {
        return "text";
    }
}
