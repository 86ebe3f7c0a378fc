contract C {
    function() pure constant f = g;
}
