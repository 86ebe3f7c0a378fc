event E(uint a,);
