contract C {
    function f() public {
        catch {}
    }
}
