//! Short turns on the processor for the threads a key goes through. The kernel lets a thread that has
//! been woken go before others the sooner the shorter its turn is (EEVDF, Linux 6.12 and later; sched(7),
//! `sched_setattr(2)`). What moves files keeps long turns: with two transfers at full speed on two
//! processors a key would wait for several of them. Elsewhere nothing changes.

use crossterm::event::EventStream;

/// The terminal's events, read by a thread of short turns.
pub(super) fn listen() -> EventStream {
    // The stream's own thread takes after the one that makes it, which must not be ours: an editor
    // or a shell would take after us as well.
    let made = std::thread::scope(|scope| {
        let listener = || {
            shorten(false);
            EventStream::new()
        };
        scope.spawn(listener).join()
    });
    made.unwrap_or_default()
}

/// Short turns for this thread, not for those it starts.
pub(super) fn for_this_thread() {
    shorten(true);
}

#[cfg(not(target_os = "linux"))]
fn shorten(_only_this: bool) {}

#[cfg(target_os = "linux")]
fn shorten(only_this: bool) {
    linux::shorten(only_this);
}

#[cfg(target_os = "linux")]
mod linux {
    use std::mem::{MaybeUninit, size_of};

    /// The shortest turn that the kernel gives, in nanoseconds.
    pub(super) const TURN: u64 = 100_000;

    /// The turns of this thread, if it takes part in the usual sharing of the processor. Its other
    /// attributes stay as they are.
    pub(super) fn shorten(only_this: bool) {
        let Some(mut attributes) = attributes() else {
            return;
        };
        if !matches!(attributes.sched_policy.try_into(), Ok(libc::SCHED_OTHER)) {
            return;
        }
        attributes.sched_runtime = TURN;
        if only_this {
            attributes.sched_flags |= u64::from(libc::SCHED_FLAG_RESET_ON_FORK.unsigned_abs());
        }
        set(&attributes);
    }

    #[expect(
        unsafe_code,
        reason = "no safe wrapper of sched_getattr among our crates"
    )]
    pub(super) fn attributes() -> Option<libc::sched_attr> {
        let size = u32::try_from(size_of::<libc::sched_attr>()).ok()?;
        let mut attributes = MaybeUninit::<libc::sched_attr>::zeroed();
        // SAFETY: the buffer is as long as `size` says and lives through the call; the kernel writes
        // at most so many bytes. 0 is the calling thread.
        let result =
            unsafe { libc::syscall(libc::SYS_sched_getattr, 0, attributes.as_mut_ptr(), size, 0) };
        // SAFETY: `sched_attr` is plain integers, for which all zeroes is a value; whatever the
        // kernel did not write is zero.
        (result == 0).then(|| unsafe { attributes.assume_init() })
    }

    /// Best effort: a kernel that does not take it leaves everything as it was.
    #[expect(
        unsafe_code,
        reason = "no safe wrapper of sched_setattr among our crates"
    )]
    fn set(attributes: &libc::sched_attr) {
        // SAFETY: the kernel reads as many bytes as the attributes say they have, which is what
        // `attributes()` was given. 0 is the calling thread.
        unsafe {
            libc::syscall(
                libc::SYS_sched_setattr,
                0,
                std::ptr::from_ref(attributes),
                0,
            )
        };
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::{for_this_thread, linux};

    /// Kernels before 6.12 tell 0 here, before and after.
    #[test]
    fn only_the_turn_of_the_thread_changes() {
        let seen = std::thread::spawn(|| {
            let before = linux::attributes()?;
            for_this_thread();
            let after = linux::attributes()?;
            let child = std::thread::spawn(linux::attributes).join().ok()??;
            Some((before, after, child))
        });
        let (before, after, child) = seen.join().unwrap().unwrap();
        assert_eq!(after.sched_policy, before.sched_policy);
        assert_eq!(after.sched_nice, before.sched_nice);
        let knows_turns = before.sched_runtime != 0;
        assert_eq!(
            after.sched_runtime,
            if knows_turns { linux::TURN } else { 0 }
        );
        assert_eq!(child.sched_runtime, before.sched_runtime);
    }
}
