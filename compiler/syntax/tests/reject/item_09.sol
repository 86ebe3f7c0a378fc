contract {}
