//! Row-local chips on one LogUp bus, their native checker, and the halo2 back end.
