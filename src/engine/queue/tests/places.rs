//! Rows that are put beside others.

use super::*;

#[test]
fn a_row_is_put_beside_another_whether_there_is_a_gap_or_not() {
    let mut queue = queue();
    let [a, b, c, d] = std::array::from_fn(|_| push(&mut queue));
    let shown = |queue: &mut TransferQueue| -> Vec<TransferId> {
        views(queue).iter().map(|row| row.id).collect()
    };
    queue.reorder(d, QueuePlace::Before(b));
    assert_eq!(shown(&mut queue), [a, d, b, c]);
    queue.reorder(a, QueuePlace::Behind(c));
    assert_eq!(shown(&mut queue), [d, b, c, a]);
    queue.reorder(a, QueuePlace::Before(d));
    assert_eq!(shown(&mut queue), [a, d, b, c]);
    queue.reorder(b, QueuePlace::Before(b));
    assert_eq!(shown(&mut queue), [a, d, b, c]);
    // The gap between the first two halves each time, until there is none.
    for _ in 0..40 {
        queue.reorder(c, QueuePlace::Behind(a));
        assert_eq!(shown(&mut queue), [a, c, d, b]);
        queue.reorder(b, QueuePlace::Behind(a));
        assert_eq!(shown(&mut queue), [a, b, c, d]);
        queue.reorder(d, QueuePlace::Before(b));
        queue.reorder(c, QueuePlace::Before(d));
        assert_eq!(shown(&mut queue), [a, c, d, b]);
    }
}
