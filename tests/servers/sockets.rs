//! What the views say of sockets is what the kernel's own table says.

use super::driver::{Driver, down, file};
use super::peers::Peer;
use super::support::kernel::{Socket, State, sockets_of};
use std::time::Duration;
use twoport::model::{DataState, DataView, Dialer, ModeChoice, SessionView, SocketState};

fn our_sockets() -> Vec<Socket> {
    sockets_of(std::process::id())
}

async fn data_in(driver: &mut Driver, state: DataState) -> DataView {
    driver
        .snapshot("a data connection in its state", |snapshot| {
            let data = snapshot
                .sessions
                .iter()
                .filter_map(|session| session.data.clone());
            data.into_iter()
                .find(|data| data.state == state && data.purpose.starts_with("RETR"))
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn active_mode_listens_and_is_then_established() {
    let peer = Peer::embedded(|options| {
        options.dial_delay = Duration::from_secs(1);
        options.rate = Some(100_000);
    })
    .await;
    peer.put("slow", &vec![7; 10_000_000]);
    let mut driver = Driver::connect(&peer.site(ModeChoice::Active, 0)).await;
    let local = tempfile::tempdir().unwrap();
    driver.enqueue(down(&peer.directory, local.path(), vec![file("slow")]));

    let view = data_in(&mut driver, DataState::Listening).await;
    let ours = view.local.expect("a listener is bound");
    assert_eq!(view.dialer, Dialer::Server);
    assert_eq!(
        view.kernel.expect("the kernel is asked").state,
        SocketState::Listen
    );
    assert!(view.waiting.is_some());
    let listeners = our_sockets().into_iter().filter(|s| s.local == ours);
    assert_eq!(
        listeners.map(|socket| socket.state).collect::<Vec<_>>(),
        [State::Listen]
    );

    let view = data_in(&mut driver, DataState::Established).await;
    assert_eq!(
        view.local,
        Some(ours),
        "the port is the one that was announced"
    );
    established(&view);
    let listens = our_sockets()
        .into_iter()
        .any(|s| s.local == ours && s.state == State::Listen);
    assert!(!listens, "nobody else may dial");
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passive_mode_and_the_control_connection_are_established() {
    let peer = Peer::embedded(|options| options.rate = Some(100_000)).await;
    peer.put("slow", &vec![7; 10_000_000]);
    let mut driver = Driver::connect(&peer.site(ModeChoice::Passive, 0)).await;
    let local = tempfile::tempdir().unwrap();
    driver.enqueue(down(&peer.directory, local.path(), vec![file("slow")]));
    let view = data_in(&mut driver, DataState::Established).await;
    assert_eq!(view.dialer, Dialer::You);
    established(&view);
    let control = driver
        .snapshot("the control connection", |snapshot| {
            snapshot
                .sessions
                .iter()
                .find_map(|session: &SessionView| session.control.clone())
        })
        .await;
    assert_eq!(
        control.kernel.expect("the kernel is asked").state,
        SocketState::Established
    );
    assert_eq!(state_of(control.local, control.peer), [State::Established]);
    driver.quit().await;
}

fn established(view: &DataView) {
    let facts = view.kernel.as_ref().expect("the kernel is asked");
    assert_eq!(facts.state, SocketState::Established);
    let ends = (view.local.expect("a local end"), view.peer.expect("a peer"));
    assert_eq!(state_of(ends.0, ends.1), [State::Established]);
}

fn state_of(local: std::net::SocketAddr, peer: std::net::SocketAddr) -> Vec<State> {
    let ours = our_sockets();
    let mut found: Vec<_> = ours
        .iter()
        .filter(|s| s.local == local && s.remote == peer)
        .collect();
    found.dedup_by_key(|socket| socket.inode);
    found.iter().map(|socket| socket.state).collect()
}
