interface I {}
