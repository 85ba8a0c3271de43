//! What must hold whatever a server sends. Each module has one `check` that takes any bytes and
//! panics where something does not hold. The fuzzer calls them (`targets/`), and so do the tests of
//! the main crate (`tests/properties`), with bytes of their own.

pub mod addresses;
pub mod chunks;
pub mod directories;
pub mod features;
pub mod listings;
pub mod replies;
pub mod session;
