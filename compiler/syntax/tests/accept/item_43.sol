string constant s = "a";
