type T is uint256;
