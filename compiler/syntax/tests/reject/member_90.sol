contract C {
    emit E();
}
