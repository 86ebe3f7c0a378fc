function (uint a) {}
