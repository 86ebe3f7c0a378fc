contract ä {}
