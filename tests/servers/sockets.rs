//! What the views say of sockets is what the kernel's own table says.

use super::driver::{Driver, down, file, remote};
use super::peers::Peer;
use super::scripted::{Scripted, Talk, Then};
use super::support::kernel::{Socket, State, sockets_of};
use std::net::TcpStream;
use std::sync::{Mutex, mpsc};
use twoport::model::{DataState, DataView, Dialer, ModeChoice, SessionView, SocketState};

fn our_sockets() -> Vec<Socket> {
    sockets_of(std::process::id())
}

async fn data_that(driver: &mut Driver, is: impl Fn(&DataView) -> bool) -> DataView {
    driver
        .snapshot("a data connection in its state", |snapshot| {
            let sessions = snapshot.sessions.iter();
            let mut data = sessions.filter_map(|session| session.data.as_ref());
            let found = data.find(|data| data.purpose.starts_with("RETR") && is(data));
            found.cloned()
        })
        .await
}

async fn established_data(driver: &mut Driver) -> DataView {
    data_that(driver, |data| data.state == DataState::Established).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn active_mode_listens_and_is_then_established() {
    // The server dials at the first word, and keeps the connection open until there can be no other.
    let (word, words) = mpsc::channel();
    let words = Mutex::new(words);
    let server = Scripted::start(move |talk: &mut Talk, line| {
        if !line.starts_with("RETR") {
            return Then::Usual;
        }
        let words = words.lock().unwrap();
        words.recv().unwrap();
        let _data = TcpStream::connect(talk.target.take().unwrap()).unwrap();
        talk.say("150 Here it comes");
        let _ = words.recv();
        Then::Close
    });
    let mut site = server.site.clone();
    (site.mode, site.transfer_sessions) = (ModeChoice::Active, 0);
    let mut driver = Driver::connect(&site).await;
    let local = tempfile::tempdir().unwrap();
    driver.enqueue(down(&remote("/"), local.path(), vec![file("slow")]));

    let waits = |data: &DataView| data.state == DataState::Listening && data.waiting.is_some();
    let view = data_that(&mut driver, waits).await;
    let ours = view.local.expect("a listener is bound");
    assert_eq!(view.dialer, Dialer::Server);
    assert_eq!(
        view.kernel.expect("the kernel is asked").state,
        SocketState::Listen
    );
    let listeners = our_sockets().into_iter().filter(|s| s.local == ours);
    assert_eq!(
        listeners.map(|socket| socket.state).collect::<Vec<_>>(),
        [State::Listen]
    );

    word.send(()).unwrap();
    let view = established_data(&mut driver).await;
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
    let view = established_data(&mut driver).await;
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
