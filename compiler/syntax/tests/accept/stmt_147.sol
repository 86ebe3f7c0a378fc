contract C {
    function f() public {
        "a"; 'a'; "a" "b"; 'a' "b"; "";
    }
}
