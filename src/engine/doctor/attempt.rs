//! One attempt at one mode: a real transfer of a small listing, with limits of its own.

use super::Examination;
use super::findings::{Observation, Outcome};
use super::link::Link;
use crate::ftp::data::{self, ModeSettings, Purpose, Sink};
use crate::ftp::story::DataStory;
use crate::ftp::{FtpError, Reply, SessionReport, Stage};
use crate::model::DataState;
use crate::model::doctor::Probe;
use crate::model::text::display_safe_str;
use std::io::{self, ErrorKind, Write};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// How long the server's port may take to answer. One that answers takes a fraction of a second.
pub(super) const DIAL_LIMIT: Duration = Duration::from_secs(8);
/// The same where another port of the range was silent already.
pub(super) const SECOND_DIAL_LIMIT: Duration = Duration::from_secs(5);
/// How long the server's call may take. Most servers say 425 after a minute; that is not waited for.
const CALL_LIMIT: Duration = Duration::from_secs(10);
/// How long a reply may take, and the listing itself.
const REPLY_LIMIT: Duration = Duration::from_secs(10);
/// How long an attempt that was stopped may take to put its connections in order.
const GRACE: Duration = Duration::from_secs(1);
/// So much of a listing proves the mode.
const ENOUGH: u64 = 64 * 1024;

/// Takes the listing and ends the transfer when it is enough.
#[derive(Debug, Default)]
struct Sample(u64);

impl Write for Sample {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        if self.0 > ENOUGH {
            return Err(io::Error::other("that is enough"));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Examination {
    /// Tries a mode on a session. The session comes back if it can be used further.
    pub(super) async fn attempt(
        &self,
        mut link: Link,
        probe: Probe,
        dial_limit: Duration,
    ) -> (Observation, Option<Link>) {
        let began = Instant::now();
        let settings = ModeSettings {
            choice: probe.choice(),
            use_announced_address: probe == Probe::Pasv,
            ..ModeSettings::of(&self.site)
        };
        let purpose = Purpose::reading("LIST");
        let report = link.control.reporter().subscribe();
        let cancel = self.cancel.child_token();
        let dial_limit = dial_limit.min(self.site.connect_timeout);
        let ended = {
            let Link {
                control, number, ..
            } = &mut link;
            let sink = Sink(Sample::default());
            let transfer = data::transfer(control, &settings, &purpose, number, sink, &cancel);
            tokio::pin!(transfer);
            tokio::select! {
                biased;
                ended = &mut transfer => Ok(ended.map(drop)),
                state = patience(report.clone(), dial_limit, self.deadline) => {
                    cancel.cancel();
                    if state != DataState::Listening {
                        // Whatever it says now, it was too late.
                        let _ = tokio::time::timeout(GRACE, transfer).await;
                    }
                    Err(state)
                }
            }
        };
        let mut seen = match ended {
            Ok(Ok(())) => Observation::of(Outcome::Works),
            Ok(Err(error)) => judge(&error, state(&report.borrow()), probe),
            Err(state) => out_of_patience(state, probe),
        };
        seen.took = Some(began.elapsed());
        if let Some(data) = &report.borrow().data {
            let data = data.view(Instant::now());
            seen.address = if probe.is_active() {
                data.local
            } else {
                data.peer
            };
            seen.announced = data.announced;
            seen.bytes = data.bytes;
        }
        if seen.outcome == Outcome::Broke(0) && seen.address.is_none() {
            seen.outcome = Outcome::Unusable;
        }
        if seen.reply.is_none() {
            seen.reply = link.dialogue.reply_to(probe.verb());
        }
        let usable = !link.control.is_poisoned();
        (seen, usable.then_some(link))
    }
}

/// The state of the data connection.
fn state(report: &SessionReport) -> DataState {
    report
        .data
        .as_ref()
        .map_or(DataState::Idle, DataStory::state)
}

/// Ends when the data connection has been in one state for longer than that state may take, and
/// tells which it was.
async fn patience(
    mut report: watch::Receiver<SessionReport>,
    dial_limit: Duration,
    deadline: Instant,
) -> DataState {
    loop {
        let now = state(&report.borrow_and_update());
        let limit = match now {
            DataState::Connecting => dial_limit,
            DataState::Listening => CALL_LIMIT,
            _ => REPLY_LIMIT,
        };
        let until = deadline.min(Instant::now() + limit);
        let changed = report.wait_for(|report| state(report) != now);
        let changed = tokio::time::timeout_at(until.into(), changed).await;
        match changed.map(|changed| changed.map(drop)) {
            Ok(Ok(())) => {}
            // Nobody reports any more: the transfer is about to end by itself.
            Ok(Err(_)) => tokio::time::sleep_until(until.into()).await,
            Err(_) => return now,
        }
    }
}

/// What an error of the ftp layer means for a mode.
fn judge(error: &FtpError, state: DataState, probe: Probe) -> Observation {
    let (outcome, reply) = match error {
        FtpError::NoDataConnection { attempts } => match attempts.first() {
            Some((_, error)) => refused_mode(error, probe),
            None => (Outcome::NotForIpv6, None),
        },
        // The listing was cut short by our own sink: it came.
        FtpError::Local(_) => return Observation::of(Outcome::Works),
        FtpError::Reply { reply, .. } => listing_refused(reply, probe),
        FtpError::SessionNotResumed { reply, .. } => (Outcome::NotResumed, reply.as_ref()),
        FtpError::Timeout {
            stage: Stage::Call, ..
        } => (Outcome::NobodyCalled, None),
        FtpError::Timeout {
            stage: Stage::Reply,
            ..
        } => return out_of_patience(state, probe),
        _ => (Outcome::Broke(0), None),
    };
    Observation {
        reply: reply.map(Reply::line),
        words: Some(display_safe_str(&error.to_string())),
        ..Observation::of(outcome)
    }
}

/// The mode itself came to nothing; the session goes on.
fn refused_mode(error: &FtpError, probe: Probe) -> (Outcome, Option<&Reply>) {
    match error {
        FtpError::Reply { reply, .. } => (Outcome::Refused(reply.code()), Some(reply)),
        FtpError::Io { .. } if probe.is_active() => (Outcome::CannotListen, None),
        FtpError::Io { source, .. } if source.kind() == ErrorKind::TimedOut => {
            (Outcome::DialSilent, None)
        }
        // Whatever comes at once is somebody's refusal: a reset, or a router's ICMP.
        FtpError::Io { .. } => (Outcome::DialRefused, None),
        FtpError::Timeout {
            stage: Stage::Data, ..
        } => (Outcome::DialSilent, None),
        _ => (Outcome::Unusable, None),
    }
}

/// LIST was refused. In active mode 425, and 421 of servers that give up so (pyftpdlib), say that
/// the server's call did not get through.
fn listing_refused(reply: &Reply, probe: Probe) -> (Outcome, Option<&Reply>) {
    let outcome = match (probe.is_active(), reply.code()) {
        (true, 421 | 425) => Outcome::NobodyCalled,
        (_, code) => Outcome::Broke(code),
    };
    (outcome, Some(reply))
}

/// It took too long in this state.
fn out_of_patience(state: DataState, probe: Probe) -> Observation {
    let (outcome, words) = match state {
        DataState::Connecting => (Outcome::DialSilent, "no answer"),
        DataState::Listening => (Outcome::NobodyCalled, "nobody called"),
        DataState::Idle | DataState::Negotiating => (Outcome::Unusable, "no reply"),
        // The story fails before the error gets here.
        DataState::Failed if probe.is_active() => (Outcome::NobodyCalled, "nobody called"),
        _ => (Outcome::Broke(0), "no listing came"),
    };
    Observation {
        words: Some(words.into()),
        ..Observation::of(outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ActiveCommand, DataCommand, PassiveCommand};

    fn reply(line: &str) -> FtpError {
        FtpError::Reply {
            command: "X".into(),
            reply: Reply::parse(line.as_bytes()).unwrap(),
        }
    }

    fn io(stage: Stage, kind: ErrorKind) -> FtpError {
        FtpError::Io {
            stage,
            operation: "x",
            peer: None,
            source: kind.into(),
        }
    }

    fn mode(command: DataCommand, error: FtpError) -> FtpError {
        FtpError::NoDataConnection {
            attempts: vec![(command, error)],
        }
    }

    #[track_caller]
    fn check(error: &FtpError, probe: Probe, outcome: Outcome) {
        let judged = judge(error, DataState::Failed, probe);
        assert_eq!(judged.outcome, outcome, "{error}");
    }

    #[test]
    fn a_mode_that_comes_to_nothing_has_its_outcome() {
        let epsv = |error| mode(DataCommand::Passive(PassiveCommand::Epsv), error);
        let port = |error| mode(DataCommand::Active(ActiveCommand::Port), error);
        let data = |kind| epsv(io(Stage::Data, kind));
        let silent = FtpError::Timeout {
            stage: Stage::Data,
            operation: "x".into(),
            after: DIAL_LIMIT,
        };
        let refused = epsv(reply("500 What?"));
        check(&refused, Probe::Epsv, Outcome::Refused(500));
        let refused = port(reply("500 Illegal PORT command."));
        check(&refused, Probe::Port, Outcome::Refused(500));
        check(&epsv(silent), Probe::Epsv, Outcome::DialSilent);
        for (kind, outcome) in [
            (ErrorKind::ConnectionRefused, Outcome::DialRefused),
            (ErrorKind::HostUnreachable, Outcome::DialRefused),
            (ErrorKind::TimedOut, Outcome::DialSilent),
        ] {
            check(&data(kind), Probe::Epsv, outcome);
        }
        let taken = port(io(Stage::Call, ErrorKind::AddrInUse));
        check(&taken, Probe::Port, Outcome::CannotListen);
        let attempts = Vec::new();
        let impossible = FtpError::NoDataConnection { attempts };
        check(&impossible, Probe::Pasv, Outcome::NotForIpv6);
    }

    #[test]
    fn a_listing_that_does_not_come_has_its_outcome() {
        for (line, probe, outcome) in [
            ("425 No connection.", Probe::Port, Outcome::NobodyCalled),
            ("421 Timed out.", Probe::Eprt, Outcome::NobodyCalled),
            ("425 No connection.", Probe::Epsv, Outcome::Broke(425)),
            ("522 Encrypt data.", Probe::Epsv, Outcome::Broke(522)),
        ] {
            check(&reply(line), probe, outcome);
        }
        let enough = FtpError::Local(io::Error::other("enough"));
        check(&enough, Probe::Epsv, Outcome::Works);
    }

    #[test]
    fn a_listing_that_is_enough_ends() {
        let mut sample = Sample::default();
        let bytes = vec![0; 60_000];
        assert!(sample.write(&bytes).is_ok());
        assert!(sample.write(&bytes).is_err());
    }
}
