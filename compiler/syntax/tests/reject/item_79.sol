using L for;
