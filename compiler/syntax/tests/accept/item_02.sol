pragma abicoder v2;
