//! The local side: listing, safe names, part files. With the server, the only place with `std::fs`.

pub mod bookmarks;
pub mod child;
pub mod collisions;
pub mod digest;
pub mod draft;
pub mod folder;
pub mod foreign;
pub mod history;
pub mod local;
pub mod lock;
pub mod measure;
pub mod mirror;
pub mod part_file;
pub mod permissions;
pub mod private;
pub mod reading;
pub mod report;
pub mod rooted;
pub mod safe_name;
pub mod script;
pub mod server_memory;
pub mod sockets;
pub mod source;
pub mod through;
pub mod unsent;
