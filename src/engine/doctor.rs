//! The connection doctor: tries each way to open a data connection on the user's own server, with
//! a real listing, and says why what does not work does not. What can do no harm comes first: a
//! failed attempt at active mode can hold a server's only session for two minutes.

mod active;
mod attempt;
mod dialogue;
mod findings;
mod link;
mod passive;
mod steps;
mod telling;
mod verdict;

use super::explain;
use crate::ftp::report::LogSink;
use crate::model::doctor::{DoctorReport, DoctorStep, DoctorStepState, Probe};
use crate::model::{ModeChoice, Site};
use findings::{Findings, Observation, Outcome};
use link::{Link, NoLink, Route};
use std::net::IpAddr;
use std::sync::atomic::AtomicUsize;
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
/// index, when it ends; the dialogue goes to `sink`. `None` if it was cancelled.
pub async fn examine(
    mut site: Site,
    options: DoctorOptions,
    steps: mpsc::UnboundedSender<(usize, DoctorStep)>,
    sink: LogSink,
    cancel: CancellationToken,
) -> Option<DoctorReport> {
    site.timeout = site.timeout.min(REPLY_LIMIT);
    let examination = Examination {
        site,
        options,
        steps: Steps::new(steps),
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
        let addresses = self.resolve().await;
        findings.control.addresses.clone_from(&addresses);
        let mut routes = self.routes(&addresses);
        findings.ipv6_only = !addresses.is_empty() && addresses.iter().all(IpAddr::is_ipv6);
        let mut opened = self.open(&routes.main, true, true, false).await;
        if let Err(refusal) = &opened
            && refusal.error.reply().is_none()
            && let Some(second) = routes.second.take()
        {
            // IPv4 leads nowhere: what there is comes over IPv6.
            findings.ipv6_only = true;
            routes.main = Route {
                limit: CONTROL_LIMIT,
                ..second
            };
            opened = self.open(&routes.main, true, true, false).await;
        }
        match opened {
            Ok(mut link) => {
                self.record_control(&mut findings, &link, began.elapsed());
                findings.control.seen_as = link.seen_as().await;
                self.modes(&mut findings, &routes, link).await;
            }
            Err(refusal) => self.record_refusal(&mut findings, &refusal),
        }
        findings.control.took.get_or_insert(began.elapsed());
        findings.steps = self.steps.all();
        findings
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
        self.passive_modes(findings, routes, &mut sessions).await;
        let works = |probe: &Probe| !probe.is_active() && findings.works(*probe);
        let wanted = self.options.active
            || matches!(
                self.site.mode,
                ModeChoice::Active | ModeChoice::Eprt | ModeChoice::Port
            )
            || !Probe::ALL.iter().any(works);
        if wanted {
            self.active_modes(findings, routes, &mut sessions).await;
        } else if findings.ipv6_only {
            findings
                .seen
                .insert(Probe::Port, Observation::of(Outcome::NotForIpv6));
        }
        findings.control.one_login_only = sessions.one_only;
        let (main, second) = (sessions.main.take(), sessions.second.take());
        tokio::join!(link::quit(main), link::quit(second));
    }

    /// The host's addresses: none where a proxy resolves the name, or where there are none.
    async fn resolve(&self) -> Vec<IpAddr> {
        let host = &self.site.host;
        if self.site.proxy.is_some() {
            let text = format!("{host} is resolved by the proxy");
            self.steps.note("name", DoctorStepState::Skipped, &text);
            return Vec::new();
        }
        if let Ok(address) = host.parse::<IpAddr>() {
            let text = format!("{host} is an address");
            self.steps.note("name", DoctorStepState::Ok, &text);
            return vec![address.to_canonical()];
        }
        let step = self.steps.begin("name", &format!("looking up {host}"));
        let lookup = tokio::net::lookup_host((host.as_str(), self.site.port));
        let found = match tokio::time::timeout(NAME_LIMIT, lookup).await {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err(format!("no answer within {} s", NAME_LIMIT.as_secs())),
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
                addresses
            }
            Err(words) => {
                step.end(DoctorStepState::Failed, &format!("{host}: {words}"));
                Vec::new()
            }
        }
    }

    fn routes(&self, addresses: &[IpAddr]) -> Routes {
        let hosts = |ipv6: bool| -> Vec<String> {
            let family = addresses.iter().filter(|address| address.is_ipv6() == ipv6);
            family.map(ToString::to_string).collect()
        };
        let limit = CONTROL_LIMIT.min(self.site.connect_timeout);
        let (ipv4, ipv6) = (hosts(false), hosts(true));
        match (ipv4.is_empty(), ipv6.is_empty()) {
            (false, false) => Routes {
                main: Route { hosts: ipv4, limit },
                second: Some(Route {
                    hosts: ipv6,
                    limit: limit.min(SECOND_CONTROL_LIMIT),
                }),
            },
            (false, true) => Routes {
                main: Route { hosts: ipv4, limit },
                second: None,
            },
            (true, false) => Routes {
                main: Route { hosts: ipv6, limit },
                second: None,
            },
            // A proxy knows the name.
            (true, true) => Routes {
                main: Route {
                    hosts: self
                        .site
                        .proxy
                        .iter()
                        .map(|_| self.site.host.clone())
                        .collect(),
                    limit,
                },
                second: None,
            },
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
        control.tls = link.tls().map(str::to_owned);
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
