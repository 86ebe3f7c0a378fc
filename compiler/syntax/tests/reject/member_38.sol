contract C {
    function() {}
}
