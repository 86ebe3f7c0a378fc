// Nesting of every kind in one place; depth as such is a test of its own.
contract Deep {
    function f(address[] memory a, uint256 i) external returns (uint256) {
        if (i > 1) { while (i > 2) { unchecked { do { { for (;;) { if (i == 3) i++; else if (i == 4) --i; else { return ((((block.number)))); } } } } while (true); } } } //~ loop block-number
        return i > 5
            ? (i > 6 ? a[a[i].balance].balance : a[uint256(uint160(a[1])) + a[2].balance].balance) //~ address-balance
            : -int256(-int256(~(i ** i ** gasleft()))) > 0 //~ gasleft
                ? this.f(a, this.f(a, uint256(keccak256(abi.encode(sha256(abi.encode(block.timestamp))))))) //~ keccak256 sha256 block-timestamp
                : [uint256(1), block.chainid][(((i - (gasleft() % 2)) * 1))]; //~ block-chainid gasleft
    }
}
