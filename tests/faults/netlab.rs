//! The network laboratory of `tests/netlab`, for the rows that need a network which fails.
#![allow(
    dead_code,
    reason = "shared with another test crate, which uses more of it"
)]

use super::support;

#[path = "../netlab/client.rs"]
pub(crate) mod client;
#[path = "../netlab/embedded.rs"]
pub(crate) mod embedded;
#[path = "../netlab/lab.rs"]
pub(crate) mod lab;
#[path = "../netlab/namespaces.rs"]
pub(crate) mod namespaces;
#[path = "../netlab/rules.rs"]
pub(crate) mod rules;
#[path = "../netlab/scenario.rs"]
pub(crate) mod scenario;
#[path = "../netlab/server.rs"]
pub(crate) mod server;
#[path = "../netlab/tools.rs"]
pub(crate) mod tools;
