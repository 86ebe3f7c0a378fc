contract C {
    function() view pure x;
}
