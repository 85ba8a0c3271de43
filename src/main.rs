//! The `twoport` program.

fn main() {}
