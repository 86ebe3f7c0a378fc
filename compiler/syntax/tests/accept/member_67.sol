contract C {
    string constant s = unicode"ä" unicode"ö";
}
