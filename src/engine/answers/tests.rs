//! What is answered about names that are taken, without a server.

use crate::engine::fixtures::{Bench, ELSEWHERE};
use crate::engine::queue::Held;
use crate::engine::{Command, DropId, Event, RequestId};
use std::sync::Arc;

#[test]
fn only_the_transfers_own_server_is_asked_for_its_contents() {
    let mut bench = Bench::new();
    let here = Arc::clone(&bench.router.label);
    for (site, asked) in [(ELSEWHERE, 0), (&*here, 1)] {
        let order = bench.order();
        let id = order.id;
        let site: Arc<str> = site.into();
        let queue = &mut bench.router.queue;
        queue.push_held(&site, DropId(1), order, Held::default());
        let request = RequestId(id.0);
        bench.router.command(Command::CompareHeld { request, id });
        assert_eq!(bench.router.browsing.len(), asked);
        let told: Vec<_> = bench.events();
        if asked == 0 {
            assert!(
                matches!(told.as_slice(), [Event::Failed { request: answered, problem }]
                    if *answered == request
                        && problem.to_string().contains("it is on anna@elsewhere: connect there")),
                "{told:?}"
            );
        } else {
            assert!(told.is_empty(), "{told:?}");
        }
    }
}
