contract C {
    function f() public {
        a |= b; a ^= b; a &= b; a <<= b; a >>= b; a >>>= b; a *= b; a /= b; a %= b;
    }
}
