//! A bug in one piece of work takes neither its session's slot nor the queue with it. The panic hook
//! tells of it.

use futures_util::FutureExt as _;
use std::io;
use std::panic::AssertUnwindSafe;

/// What a task comes to; `None` where it panicked. What it worked on may be in any state then, and is
/// to be thrown away.
pub(crate) async fn survived<T>(task: impl Future<Output = T>) -> Option<T> {
    AssertUnwindSafe(task).catch_unwind().await.ok()
}

/// For what waits for an error.
pub(crate) fn as_error() -> io::Error {
    io::Error::other("the program has crashed here, which is a bug: please report it")
}

#[cfg(test)]
mod tests {
    use super::survived;

    #[tokio::test]
    async fn a_panic_is_no_result_and_goes_no_further() {
        assert_eq!(survived(async { 7 }).await, Some(7));
        let task = async {
            tokio::task::yield_now().await;
            let empty: [u8; 0] = [];
            usize::from(*empty.first().expect("nothing is there"))
        };
        assert_eq!(survived(task).await, None);
    }
}
