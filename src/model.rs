//! Plain types that every layer may name. No I/O, and no clock but the one place that tells the time.

pub mod bookmark;
pub mod certificate;
pub mod charset;
pub mod clock;
pub mod connection;
pub mod doctor;
pub mod entry;
pub mod hash;
pub mod keys;
pub mod kind;
pub mod line;
pub mod log;
pub mod login;
pub mod mask;
pub mod meaning;
pub mod measured;
pub mod memory;
pub mod mode;
pub mod name;
pub mod name_coding;
pub mod nearest;
pub mod part;
pub mod permissions;
pub mod proxy;
pub mod rate;
pub mod security;
pub mod settings;
pub mod site;
pub mod site_book;
pub mod socket;
pub mod stored_site;
pub mod text;
pub mod transfer;
pub mod transfer_id;
pub mod url;

pub use certificate::{CertificateDoubt, CertificateFacts, CertificateProblem};
pub use charset::Charset;
pub use connection::{
    ControlView, DataState, DataView, EngineSnapshot, KernelFacts, QueueTotals, SessionRole,
    SessionView, SocketState, Step, StepState, TransferView, Try,
};
pub use entry::{Entry, EntryKind, Modified, Precision};
pub use hash::HashAlgorithm;
pub use keys::KeyRow;
pub use kind::FileKind;
pub use log::{LogKind, LogLine, TransferRun};
pub use login::{Login, Shelf};
pub use mask::{MaskError, Masks};
pub use memory::{Pin, ServerMemory};
pub use mode::{
    ActiveCommand, DataCommand, Dialer, Direction, ModeChoice, PassiveCommand, TransferMode,
};
pub use name::{Name, RemotePath};
pub use name_coding::NameCoding;
pub use part::{FileRange, Part, Quest};
pub use proxy::{Proxy, ProxyKind};
pub use security::{Fingerprint, Security, TlsFacts};
pub use settings::{AtStart, Settings};
pub use site::Site;
pub use site_book::{NoSite, RecentSite, SiteBook};
pub use stored_site::{SiteKey, StoredSite};
pub use transfer::{
    AnswerScope, Conflict, FileFacts, Naming, OnConflict, Operation, Priority, QueuePlace,
    RateLimits, Shore, TransferPolicy, TransferState, TransferType, Verify, is_newer, parse_rate,
};
pub use transfer_id::TransferId;
