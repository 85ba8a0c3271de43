//! What the system may keep of this process.

use rustix::process::{Resource, Rlimit, setrlimit};

/// No core dumps, and on Linux no other process of this user that looks into the memory: passwords
/// are in it. Where the system refuses that, things are as they were.
pub fn keep_out_of_dumps() {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    let _ = setrlimit(Resource::Core, none);
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}
