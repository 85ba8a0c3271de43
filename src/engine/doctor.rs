//! The connection doctor: tries each way to open a data connection on the user's own server, with
//! a real listing, and says why what does not work does not. What can do no harm comes first: a
//! failed attempt at active mode can hold a server's only session for two minutes.

mod active;
mod attempt;
pub(crate) mod command;
mod dialogue;
mod findings;
mod link;
mod opening;
mod passive;
mod steps;
mod telling;
mod verdict;

use super::explain;
use crate::ftp::FtpError;
use crate::ftp::report::LogSink;
use crate::model::doctor::{DoctorReport, DoctorStep, DoctorStepState, Probe};
use crate::model::{ModeChoice, ServerMemory, Site};
use findings::{Findings, Observation, Outcome};
use link::{Link, NoLink, Route};
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::AtomicUsize;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use steps::Steps;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// The whole examination ends in this time, whatever happens.
const WHOLE_LIMIT: Duration = Duration::from_secs(28);
/// How long dialling a control connection may take.
const CONTROL_LIMIT: Duration = Duration::from_secs(10);
/// The same over IPv6, where IPv4 works already.
const SECOND_CONTROL_LIMIT: Duration = Duration::from_secs(3);
/// How long a name may take to resolve.
const NAME_LIMIT: Duration = Duration::from_secs(5);
/// How long a reply may take.
const REPLY_LIMIT: Duration = Duration::from_secs(12);
/// How long an examination that was cancelled may take to close its connections.
const STOP_LIMIT: Duration = Duration::from_secs(2);

/// What is to be examined beside the usual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DoctorOptions {
    /// Try active modes even where passive mode works.
    pub active: bool,
    /// Dial the address that a 227 reply names, even where it is not the server's own. Only with
    /// the user's consent: it may be anybody's.
    pub dial_announced: bool,
}

/// Examines a site. Each step is told with its index when it begins and again, with the same
/// index, when it ends; the dialogue goes to `sink`. `memory` is what is known of the server: the
/// certificate that is trusted, and whether it is spoken to in clear. `None` if it was cancelled.
pub async fn examine(
    mut site: Site,
    options: DoctorOptions,
    steps: mpsc::UnboundedSender<(usize, DoctorStep)>,
    memory: ServerMemory,
    sink: LogSink,
    cancel: CancellationToken,
) -> Option<DoctorReport> {
    site.timeout = site.timeout.min(REPLY_LIMIT);
    let examination = Examination {
        site,
        options,
        steps: Steps::new(steps),
        memory: Mutex::new(memory),
        sink,
        cancel: cancel.clone(),
        deadline: Instant::now() + WHOLE_LIMIT,
        sessions: AtomicUsize::new(0),
    };
    let overdue = async {
        cancel.cancelled().await;
        tokio::time::sleep(STOP_LIMIT).await;
    };
    let findings = tokio::select! {
        biased;
        findings = examination.run() => findings,
        () = overdue => return None,
    };
    (!cancel.is_cancelled()).then(|| verdict::verdict(findings))
}

/// An examination under way.
struct Examination {
    site: Site,
    options: DoctorOptions,
    steps: Steps,
    memory: Mutex<ServerMemory>,
    sink: LogSink,
    cancel: CancellationToken,
    /// Nothing goes on after this.
    deadline: Instant,
    /// Counts control connections.
    sessions: AtomicUsize,
}

/// The ways to the server.
struct Routes {
    /// Over IPv4, or over IPv6 where there is nothing else, or by a proxy.
    main: Route,
    /// Over IPv6 beside IPv4.
    second: Option<Route>,
}

/// The sessions that are open, and what is known of the server's limits.
#[derive(Default)]
struct Sessions {
    main: Option<Link>,
    second: Option<Link>,
    /// The server allows one session at a time.
    one_only: bool,
}

impl Examination {
    async fn run(&self) -> Findings {
        let began = Instant::now();
        let mut findings = Findings {
            target: self.site.label(),
            port: self.site.port,
            mode: self.site.mode,
            external_address: self.site.external_address,
            port_range: self.site.port_range,
            ..Findings::default()
        };
        let addresses = match self.resolve().await {
            Ok(addresses) => addresses,
            Err(error) => {
                self.record_refusal(&mut findings, &link::judge(error, false, false));
                return self.end(findings, began);
            }
        };
        findings.control.addresses.clone_from(&addresses);
        let mut routes = self.routes(&addresses);
        let mut opened = Box::pin(self.open(&routes.main, true, true, false)).await;
        if let Err(refusal) = &opened
            && refusal.is_unreached()
            && let Some(second) = routes.second.take()
        {
            // IPv4 leads nowhere: what there is comes over IPv6.
            findings.ipv6_only = true;
            routes.main = Route {
                limit: CONTROL_LIMIT,
                ..second
            };
            opened = Box::pin(self.open(&routes.main, true, true, false)).await;
        }
        match opened {
            Ok(mut link) => {
                self.record_control(&mut findings, &link, began.elapsed());
                findings.control.seen_as = link.seen_as().await;
                Box::pin(self.modes(&mut findings, &routes, link)).await;
            }
            Err(refusal) => self.record_refusal(&mut findings, &refusal),
        }
        self.end(findings, began)
    }

    fn end(&self, mut findings: Findings, began: Instant) -> Findings {
        findings.control.took.get_or_insert(began.elapsed());
        findings.steps = self.steps.all();
        findings
    }

    /// What is known of the server by now.
    fn memory(&self) -> ServerMemory {
        let memory = self.memory.lock();
        memory.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// All modes, passive ones first.
    async fn modes(&self, findings: &mut Findings, routes: &Routes, link: Link) {
        if routes.second.is_none() {
            for probe in [Probe::Epsv6, Probe::Eprt6] {
                findings
                    .seen
                    .insert(probe, Observation::of(Outcome::NotOffered));
            }
        }
        let mut sessions = Sessions {
            main: Some(link).filter(|link| !link.control.is_poisoned()),
            ..Sessions::default()
        };
        Box::pin(self.passive_modes(findings, routes, &mut sessions)).await;
        let works = |probe: &Probe| !probe.is_active() && findings.works(*probe);
        let wanted = self.options.active
            || matches!(
                self.site.mode,
                ModeChoice::Active | ModeChoice::Eprt | ModeChoice::Port
            )
            || !Probe::ALL.iter().any(works);
        if wanted {
            Box::pin(self.active_modes(findings, routes, &mut sessions)).await;
        } else if findings.ipv6_only {
            findings
                .seen
                .insert(Probe::Port, Observation::of(Outcome::NotForIpv6));
        }
        findings.control.one_login_only = sessions.one_only;
        let (main, second) = (sessions.main.take(), sessions.second.take());
        tokio::join!(link::quit(main), link::quit(second));
    }

    /// The server has spoken TLS: from now on nothing is said to it in clear.
    fn insist_on_tls(&self) {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.tls_seen = true;
    }

    /// From now on with TLS 1.2 only: tickets of TLS 1.3 serve once, and the server wants one for
    /// each data connection; the sessions of 1.2 serve as often as is wanted.
    fn insist_on_tls12(&self) {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        if !memory.only_tls12 {
            memory.only_tls12 = true;
            self.steps.note(
                "TLS",
                DoctorStepState::Warning,
                "1.2 from here on: the server wants its session taken up for each listing",
            );
        }
    }

    /// The host's addresses, those of IPv4 first: none where a proxy resolves the name.
    async fn resolve(&self) -> Result<Vec<IpAddr>, FtpError> {
        let host = &self.site.host;
        if self.site.proxy.is_some() {
            let text = format!("{host} is resolved by the proxy");
            self.steps.note("name", DoctorStepState::Skipped, &text);
            return Ok(Vec::new());
        }
        if let Ok(address) = host.parse::<IpAddr>() {
            let text = format!("{host} is an address");
            self.steps.note("name", DoctorStepState::Ok, &text);
            return Ok(vec![address.to_canonical()]);
        }
        let step = self.steps.begin("name", &format!("looking up {host}"));
        let lookup = tokio::net::lookup_host((host.as_str(), self.site.port));
        let found = match tokio::time::timeout(NAME_LIMIT, lookup).await {
            Ok(found) => found,
            Err(_) => Err(ErrorKind::TimedOut.into()),
        };
        match found {
            Ok(found) => {
                let mut addresses: Vec<IpAddr> = Vec::new();
                for address in found {
                    let address = address.ip().to_canonical();
                    if !addresses.contains(&address) {
                        addresses.push(address);
                    }
                }
                addresses.sort_by_key(IpAddr::is_ipv6);
                step.end(DoctorStepState::Ok, &telling::addresses(&addresses));
                Ok(addresses)
            }
            Err(source) => {
                let host = host.clone();
                let error = FtpError::Resolve { host, source };
                step.end(DoctorStepState::Failed, &error.to_string());
                Err(error)
            }
        }
    }

    fn routes(&self, addresses: &[IpAddr]) -> Routes {
        let family = |ipv6: bool| -> Vec<SocketAddr> {
            let family = addresses.iter().filter(|address| address.is_ipv6() == ipv6);
            family
                .map(|address| SocketAddr::new(*address, self.site.port))
                .collect()
        };
        let limit = CONTROL_LIMIT.min(self.site.connect_timeout);
        let (ipv4, ipv6) = (family(false), family(true));
        let (main, second) = if ipv4.is_empty() {
            (ipv6, Vec::new())
        } else {
            (ipv4, ipv6)
        };
        Routes {
            main: Route {
                addresses: main,
                limit,
            },
            second: (!second.is_empty()).then(|| Route {
                addresses: second,
                limit: limit.min(SECOND_CONTROL_LIMIT),
            }),
        }
    }

    fn record_control(&self, findings: &mut Findings, link: &Link, took: Duration) {
        let control = &mut findings.control;
        control.works = true;
        control.local = Some(link.control.local());
        control.peer = Some(link.control.peer());
        control.greeting = Some(link.greeting.clone());
        let names = link.features.names();
        control.features = names.into_iter().map(str::to_owned).collect();
        control.tls = link
            .control
            .tls_facts()
            .map(|facts| facts.version.to_owned());
        control.took = Some(took);
        if self.site.proxy.is_none() {
            findings.ipv6_only = link.control.peer().ip().to_canonical().is_ipv6();
        }
    }

    fn record_refusal(&self, findings: &mut Findings, refusal: &NoLink) {
        let problem = explain::connecting(&self.site, &refusal.error);
        findings.control.stage = Some(refusal.stage);
        findings.control.cause = refusal.cause;
        findings.control.error = problem.words.clone().or_else(|| Some(refusal.words()));
        findings.problem = Some(problem);
    }
}
