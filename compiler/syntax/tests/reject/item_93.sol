uint constant X = ;
