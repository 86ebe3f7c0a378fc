contract C {
    let x;
}
