contract C {
    function f() public {
        switch (x) {}
    }
}
