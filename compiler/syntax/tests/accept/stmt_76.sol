contract C {
    function f() public {
        try a.b() returns (uint x) { a; } catch Error(string memory reason) { b; } catch Panic(uint) {} catch (bytes memory data) {}
    }
}
