contract C {
    mapping(function() => uint) x;
}
