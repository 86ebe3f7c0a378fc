contract C {
    function from(address from, address at) public { from; at; }
}
