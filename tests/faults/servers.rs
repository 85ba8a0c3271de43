//! The engine as `tests/servers` drives it, and the server of a few lines that it is driven against.
#![allow(
    dead_code,
    reason = "shared with another test crate, which uses more of it"
)]

use super::support;

#[path = "../servers/driver.rs"]
pub(crate) mod driver;
#[path = "../servers/peers.rs"]
mod peers;
#[path = "../servers/scripted.rs"]
pub(crate) mod scripted;
