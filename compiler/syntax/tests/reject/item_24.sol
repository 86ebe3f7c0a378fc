contract contract {}
