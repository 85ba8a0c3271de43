//! Rows 4 and 6: the server is killed and comes back; an idle session is ended with 421.

use super::{AT_A_TIME, CALM};
use crate::child::ServerProcess;
use crate::form::{by_form, is_long};
use crate::oracle::{Expect, judge};
use crate::servers::driver::{Driver, down, file, remote};
use crate::support::poll;
use crate::support::server::free;
use crate::verdict::{Verdict, Wrong, row};
use crate::world::{PATIENCE, World};
use std::time::Duration;
use twoport::engine::Event;
use twoport::model::{Direction, ModeChoice, Site};

const RATE: u64 = 2 * 1024 * 1024;

#[test]
fn row_04_server_killed_and_restarted() {
    row(
        "4 server killed",
        by_form(4, 50),
        AT_A_TIME,
        |seed, number| {
            let direction = [Direction::Download, Direction::Upload][number % 2];
            let mut world = World::without_server(direction, seed);
            world.address = free(world.address);
            let length = world.chance.within(1_000_000, 3_000_000);
            world.offer_bytes("file.bin", length);
            let mut server = ServerProcess::start(&world.there(), world.address, RATE);
            let mut verdict = Verdict::default();
            let mut run = world.start(world.carry("file.bin", &CALM));
            for _ in 0..world.chance.within(1, 3) {
                let point = world.bytes_arrived() + world.chance.within(1, length / 4);
                let reached = run.until(PATIENCE, || world.bytes_arrived() >= point);
                verdict.expect(reached || run.has_ended(), Wrong::Harness, || {
                    "it did not begin to move".into()
                });
                server.kill();
                // The length of the outage is what is tried out.
                let outage = if is_long() {
                    [3_000, 30_000][number / 2 % 2]
                } else {
                    600
                };
                std::thread::sleep(Duration::from_millis(outage));
                server = ServerProcess::start(&world.there(), world.address, RATE);
            }
            let ran = run.end(PATIENCE * 2);
            verdict.0.extend(judge(&world, &ran, Expect::Done).0);
            verdict
        },
    );
}

/// Only the engine has idle sessions; it is asked itself.
#[test]
fn row_06_idle_421() {
    row("6 421 when idle", by_form(4, 50), AT_A_TIME, |seed, _| {
        let mut world = World::new(Direction::Download, seed, |options, chance| {
            options.trouble.idle_limit = Some(Duration::from_millis(chance.within(100, 400)));
        });
        world.offer_bytes("one.bin", 100_000);
        world.offer_bytes("two.bin", 100_000);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let mut verdict = Verdict::default();
        runtime.block_on(idle(&world, &mut verdict));
        for (name, digests) in &world.goods {
            let content = std::fs::read(world.target().join(name)).unwrap_or_default();
            let right = digests.contains(&crate::world::digest_of(&content));
            verdict.expect(right, Wrong::Lost, || name.clone());
        }
        verdict
    });
}

async fn idle(world: &World, verdict: &mut Verdict) {
    let mut site = Site::anonymous("127.0.0.1", world.address.port());
    (site.mode, site.transfer_sessions) = (ModeChoice::Passive, 1);
    let mut driver = Driver::connect(&site).await;
    let folder = remote("/pub");
    for name in ["one.bin", "two.bin"] {
        let names = driver.names(&folder).await;
        verdict.expect(names.len() == 2, Wrong::Lost, || format!("{names:?}"));
        let order = down(&folder, &world.target(), vec![file(name)]);
        driver.carry(order).await.all_done();
        let asleep = poll(PATIENCE, || {
            (world.server().open_sessions() == 0).then_some(())
        });
        verdict.expect(asleep.is_some(), Wrong::Harness, || {
            "421 was not said".into()
        });
    }
    let names = driver.names(&folder).await;
    verdict.expect(names.len() == 2, Wrong::Lost, || format!("{names:?}"));
    let failed = driver.told(|event| matches!(event, Event::Failed { .. }));
    verdict.expect(!failed, Wrong::Report, || {
        "the user was told of an error".into()
    });
    driver.quit().await;
}
