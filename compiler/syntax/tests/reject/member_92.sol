contract C {
    public uint x;
}
