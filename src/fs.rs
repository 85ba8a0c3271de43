//! The local side: listing, safe names, part files. With the server, the only place with `std::fs`.

pub mod child;
pub mod collisions;
pub mod digest;
pub mod draft;
pub mod folder;
pub mod history;
pub mod local;
pub mod lock;
pub mod mirror;
pub mod part_file;
pub mod private;
pub mod report;
pub mod rooted;
pub mod safe_name;
pub mod script;
pub mod server_memory;
pub mod source;
