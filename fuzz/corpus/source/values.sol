contract C {
    enum E { A, B }
    type T is uint64;
    mapping(address => mapping(uint8 => int16)) m;
    error X(uint256 a);
    event Y(uint256 indexed a, bool b);
    function f(uint8 a, bytes4 b, int256 c) external returns (E, T) {
        for (uint256 i = 0; i < a; i++) { if (c < -1) continue; m[msg.sender][a] += int16(c); }
        if (b == 0x12345678) revert X(a);
        emit Y(a, true);
        unchecked { c--; }
        return (E(a), T.wrap(7));
    }
}
