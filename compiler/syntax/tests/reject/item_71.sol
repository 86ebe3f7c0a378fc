error E(uint a,);
