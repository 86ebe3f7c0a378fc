type T is address payable;
