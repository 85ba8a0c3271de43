//! What the engine would show of sessions and sockets.

use crate::queues::{at_work, of_queue};
use std::net::SocketAddr;
use std::time::Duration;
use twoport::model::{
    ActiveCommand, ControlView, DataCommand, DataState, DataView, Dialer, Direction,
    EngineSnapshot, KernelFacts, ModeChoice, PassiveCommand, SessionRole, SessionView, SocketState,
    Step, StepState, TlsFacts,
};

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

fn facts(window: u32, retransmits: u32) -> KernelFacts {
    KernelFacts {
        state: SocketState::Established,
        rtt: Some(Duration::from_micros(18_200)),
        rtt_variance: Some(Duration::from_micros(1_200)),
        congestion_window: Some(window),
        slow_start_threshold: Some(31),
        retransmits: Some(retransmits),
        segment_size: Some(1448),
    }
}

fn control(number: usize, role: SessionRole, port: u16) -> SessionView {
    SessionView {
        number,
        role,
        control: Some(ControlView {
            local: address(&format!("192.168.1.20:{port}")),
            peer: address("203.0.113.7:21"),
            kernel: Some(facts(10, 0)),
            sent: 2_150,
            received: 10_035,
            idle: Duration::from_secs(3),
            tls: None,
        }),
        data: None,
    }
}

/// `+EPSV 19` is done in 19 ms, `>data` runs, `.226` is to come, `!SYN` failed.
fn steps(story: &[&str]) -> Vec<Step> {
    story
        .iter()
        .map(|step| {
            let (sign, rest) = step.split_at(1);
            let (label, took) = match rest.split_once('@') {
                Some((label, took)) => (label, Some(took)),
                None => (rest, None),
            };
            Step {
                label: label.into(),
                state: match sign {
                    "+" => StepState::Done,
                    ">" => StepState::Running,
                    "!" => StepState::Failed,
                    _ => StepState::Pending,
                },
                took: took.map(|took| Duration::from_millis(took.parse().unwrap())),
            }
        })
        .collect()
}

fn download() -> DataView {
    DataView {
        number: 1,
        age: Duration::from_secs(8),
        command: DataCommand::Passive(PassiveCommand::Epsv),
        dialer: Dialer::You,
        local: Some(address("192.168.1.20:52930")),
        peer: Some(address("203.0.113.7:50012")),
        announced: None,
        state: DataState::Established,
        kernel: Some(facts(42, 0)),
        direction: Direction::Download,
        purpose: "RETR dataset-001.parquet".into(),
        bytes: 50_436_506,
        total: Some(125_829_120),
        rate: 6_501_171,
        rate_history: vec![10, 20, 50, 65, 66, 60, 64, 65, 61, 66, 65, 50, 64, 67],
        waiting: None,
        steps: steps(&[
            "+EPSV@19",
            "+229 :50012",
            "+SYN@18",
            "+ESTAB",
            "+RETR 150@22",
            ">data 40 %",
            ".226",
            ".FIN",
            ".closed",
        ]),
        tls: None,
        error: None,
        stopped: false,
    }
}

fn snapshot(mode: ModeChoice, data: DataView) -> EngineSnapshot {
    let mut transferring = control(2, SessionRole::Transfer, 52_814);
    let command = Some(data.command);
    transferring.data = Some(data);
    EngineSnapshot {
        sessions: vec![
            control(1, SessionRole::Browse, 52_810),
            transferring,
            control(3, SessionRole::Transfer, 52_816),
        ],
        sessions_wanted: 3,
        mode,
        command,
        ..of_queue(at_work())
    }
}

/// Passive: a download in full swing.
pub(crate) fn passive() -> EngineSnapshot {
    snapshot(ModeChoice::Passive, download())
}

/// Passive, and the server named a private address that was not dialled.
pub(crate) fn misled() -> EngineSnapshot {
    let data = DataView {
        command: DataCommand::Passive(PassiveCommand::Pasv),
        announced: Some(address("10.0.0.5:50012")),
        steps: steps(&[
            "+PASV@19", "+227", ">SYN", ".ESTAB", ".LIST", ".226", ".closed",
        ]),
        state: DataState::Connecting,
        kernel: Some(KernelFacts {
            state: SocketState::SynSent,
            ..facts(10, 0)
        }),
        bytes: 0,
        total: None,
        waiting: Some((Duration::from_millis(600), Duration::from_secs(10))),
        ..download()
    };
    snapshot(ModeChoice::Passive, data)
}

/// Active: an upload, dialled by the server.
pub(crate) fn active() -> EngineSnapshot {
    let data = DataView {
        command: DataCommand::Active(ActiveCommand::Eprt),
        dialer: Dialer::Server,
        local: Some(address("192.168.1.20:52931")),
        peer: Some(address("203.0.113.7:20")),
        kernel: Some(facts(118, 2)),
        direction: Direction::Upload,
        purpose: "STOR video-tour.mp4".into(),
        bytes: 210_763_776,
        total: Some(778_043_392),
        rate: 10_276_044,
        steps: steps(&[
            "+bind :52931",
            "+LISTEN",
            "+EPRT 200@20",
            "+STOR 150@21",
            "+accept@12",
            ">data 27 %",
            ".FIN",
            ".226",
            ".closed",
        ]),
        ..download()
    };
    snapshot(ModeChoice::Active, data)
}

/// Active, and nobody has dialled yet.
pub(crate) fn listening() -> EngineSnapshot {
    let data = DataView {
        command: DataCommand::Active(ActiveCommand::Eprt),
        dialer: Dialer::Server,
        local: Some(address("192.168.1.20:52931")),
        peer: Some(address("203.0.113.7:20")),
        state: DataState::Listening,
        kernel: Some(KernelFacts {
            state: SocketState::Listen,
            ..facts(10, 0)
        }),
        bytes: 0,
        rate: 0,
        waiting: Some((Duration::from_millis(4_200), Duration::from_secs(15))),
        steps: steps(&[
            "+bind :52931",
            "+LISTEN",
            "+EPRT 200@20",
            "+RETR 150@21",
            ">accept",
            ".data",
            ".226",
        ]),
        ..download()
    };
    snapshot(ModeChoice::Active, data)
}

/// Passive, and the dial was refused.
pub(crate) fn failed() -> EngineSnapshot {
    let data = DataView {
        state: DataState::Failed,
        kernel: None,
        bytes: 0,
        rate: 0,
        steps: steps(&["+EPSV@19", "+229 :50012", "!SYN@15000"]),
        error: Some(
            "203.0.113.7:50012 did not answer within 15 s: a firewall may drop the call".into(),
        ),
        ..download()
    };
    snapshot(ModeChoice::Passive, data)
}

/// Passive, and both connections are under TLS.
pub(crate) fn protected(resumed: bool) -> EngineSnapshot {
    let tls = |resumed| {
        Some(TlsFacts {
            version: "1.3",
            resumed,
        })
    };
    let data = DataView {
        tls: tls(resumed),
        ..download()
    };
    let mut snapshot = snapshot(ModeChoice::Passive, data);
    for session in &mut snapshot.sessions {
        session.control.as_mut().unwrap().tls = tls(false);
    }
    snapshot
}

/// The data connection is open, its TLS handshake not through.
pub(crate) fn securing() -> EngineSnapshot {
    let mut snapshot = protected(true);
    let data = snapshot.sessions[1].data.as_mut().unwrap();
    (data.state, data.tls) = (DataState::Securing, None);
    (data.bytes, data.rate) = (0, 0);
    data.steps = steps(&[
        "+EPSV@19",
        "+229 :50012",
        "+SYN@18",
        "+ESTAB",
        "+RETR 150@22",
        ">TLS",
        ".data",
        ".226",
    ]);
    snapshot
}
