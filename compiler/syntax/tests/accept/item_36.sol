using L for *;
