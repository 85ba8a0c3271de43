//! A row through the engine: its steps in turn, each held against what must come out.

use super::driver::{Driver, LIMIT, down, file, local_names, remote, up, with_answer};
use super::program;
use super::row::{Row, Step};
use super::script::Script;
use super::server::{ChaosServer, Options};
use super::support::tree;
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;
use twoport::engine::{Command, Event, Problem};
use twoport::model::{EntryKind, OnConflict, Site, TransferState};

/// A flood that came to more than this was not bounded: it is far more than the sockets hold.
const FLOOD_LIMIT: usize = 64 << 20;

/// Runs one row, through the engine and through the program.
pub(crate) async fn check(group: &str, name: &str) {
    let row = Row::find(group, name);
    let server = ChaosServer::start(options(&row));
    let through_engine = tokio::time::timeout(LIMIT, through_engine(&row, &server));
    assert!(
        through_engine.await.is_ok(),
        "{name} does not end: {:#?}",
        server.lines()
    );
    let flooded = server.flooded();
    assert!(flooded < FLOOD_LIMIT, "{flooded} bytes were taken in");
    let server = ChaosServer::start(options(&row));
    let ran = tokio::task::spawn_blocking(move || program::check(&row, &server));
    ran.await.unwrap();
}

fn options(row: &Row) -> Options {
    let usual: BTreeMap<String, Vec<String>> = toml::from_str(include_str!("usual.toml")).unwrap();
    Options {
        script: Script::read(&row.server, &row.newline),
        usual: Script::read(&usual, &row.newline),
        content: content(row),
    }
}

/// What is in the files of a row.
pub(crate) fn content(row: &Row) -> Vec<u8> {
    tree::bytes(7, row.size)
}

fn site(row: &Row, server: &ChaosServer) -> Site {
    let mut site = Site::anonymous("127.0.0.1", server.address.port());
    site.mode = row.mode.parse().unwrap();
    site.account = row.account.clone().map(SecretString::from);
    site.transfer_sessions = 0;
    // Each failure is seen.
    site.policy.retries = 0;
    site.timeout = Duration::from_secs(row.timeout);
    site.connect_timeout = site.timeout;
    site
}

async fn through_engine(row: &Row, server: &ChaosServer) {
    let mut run = Run {
        row,
        server,
        driver: Driver::start(),
    };
    if run.log_in(&site(row, server)).await {
        for step in &row.steps {
            run.step(step).await;
        }
    }
    for words in &row.notices {
        let told = |event: &Event| match event {
            Event::Notice(text) if text.contains(words.as_str()) => Some(()),
            _ => None,
        };
        run.driver.event(words, told).await;
    }
    let log = run.driver.log.join("\n");
    run.driver.quit().await;
    let safe = |character: char| character == '\n' || !character.is_control();
    assert!(log.chars().all(safe), "what a terminal obeys: {log:?}");
    let connections = server.connections();
    let as_said = row.connections.contains(&connections);
    assert!(as_said, "{connections} connections\n{log}");
    let lines = server.lines();
    let mut rest = lines.iter();
    for wanted in &row.sent {
        let found = rest.any(|line| is(line, wanted));
        assert!(found, "{wanted} was not sent, or not there: {lines:#?}");
    }
    for unwanted in &row.never {
        let found = lines.iter().any(|line| is(line, unwanted));
        assert!(!found, "{unwanted} was sent: {lines:#?}");
    }
}

/// Whether a command is this one, or has this verb.
fn is(line: &str, wanted: &str) -> bool {
    line == wanted || line.split(' ').next() == Some(wanted)
}

struct Run<'a> {
    row: &'a Row,
    server: &'a ChaosServer,
    driver: Driver,
}

impl Run<'_> {
    /// Whether it is logged in, as the row says.
    async fn log_in(&mut self, site: &Site) -> bool {
        let login = self.row.steps.iter().find(|step| step.ask == "login");
        let outcome = self.driver.log_in(site).await;
        let story = self.story();
        match (outcome, login.map(|step| (step, &step.cause))) {
            (Ok(directory), Some((step, None))) => {
                if let Some(wanted) = &step.directory {
                    assert_eq!(directory.display(), *wanted, "{story}");
                }
                true
            }
            (Ok(_), None) => true,
            (Ok(_), Some((step, Some(_)))) => panic!("{step:?} succeeded\n{story}"),
            (Err(problem), Some((step, Some(_)))) => {
                failed(step, &problem, &story);
                false
            }
            (Err(problem), _) => panic!("{problem}\n{story}"),
        }
    }

    async fn step(&mut self, step: &Step) {
        let (verb, argument) = step.parts();
        let path = remote(argument);
        let done = match verb {
            "login" => return,
            "mode" => {
                let mode = argument.parse().unwrap();
                return self.driver.send(Command::SetMode(mode));
            }
            "ls" => self.list(step, argument).await,
            "get" => self.get(argument).await,
            "put" => self.put(argument).await,
            "mkdir" => {
                let make = |request| Command::MakeDir { request, path };
                self.driver.ask(make).await
            }
            "delete" => {
                let targets = argument.split(' ');
                let targets = targets
                    .map(|path| (remote(path), EntryKind::File))
                    .collect();
                let delete = |request| Command::Delete { request, targets };
                self.driver.ask(delete).await
            }
            "rename" => {
                let (from, to) = argument.split_once(' ').unwrap();
                let (from, to) = (remote(from), remote(to));
                let rename = |request| Command::Rename { request, from, to };
                self.driver.ask(rename).await
            }
            _ => panic!("{verb} is nothing that a row can do"),
        };
        let story = self.story();
        match done {
            Ok(said) => {
                assert!(step.cause.is_none(), "{step:?} succeeded\n{story}");
                step.check_words(&said, &story);
            }
            Err(problem) => failed(step, &problem, &story),
        }
    }

    async fn list(&mut self, step: &Step, path: &str) -> Result<String, Problem> {
        let wanted = self.driver.request();
        let path = remote(path);
        self.driver.send(Command::List {
            request: wanted,
            path,
            in_parts: false,
        });
        let listed = self.driver.event("a listing", |event| match event {
            Event::Listed {
                request,
                entries,
                unparsed,
                ..
            } if *request == wanted => Some(Ok((entries.clone(), unparsed.clone()))),
            Event::Failed { request, problem } if *request == wanted => Some(Err(problem.clone())),
            _ => None,
        });
        let (entries, unparsed) = listed.await?;
        if step.cause.is_none() {
            let names: Vec<_> = entries.iter().map(|entry| entry.name.display()).collect();
            assert_eq!(names, step.names, "{}", self.story());
            assert_eq!(unparsed.len(), step.raw_lines, "{unparsed:?}");
        }
        Ok(unparsed.join("\n"))
    }

    async fn get(&mut self, path: &str) -> Result<String, Problem> {
        let local = tempfile::tempdir().unwrap();
        let path = remote(path);
        let name = path.name().unwrap();
        let order = down(
            &path.parent().unwrap(),
            local.path(),
            vec![file(name.as_bytes())],
        );
        let carried = self.driver.carry(order).await;
        if let Some(problem) = carried.problems.first() {
            return Err(problem.clone());
        }
        let outcome = carried.only();
        if let Some(problem) = &outcome.problem {
            let left = local_names(local.path());
            let is_part = |name: &std::path::PathBuf| name.extension().is_some_and(|e| e == "part");
            assert!(
                left.iter().all(is_part),
                "a failure leaves nothing but its part: {left:?}"
            );
            return Err(problem.clone());
        }
        assert_eq!(outcome.state, TransferState::Done, "{outcome:#?}");
        let bytes = fs::read(local.path().join(name.display())).unwrap();
        assert!(bytes == content(self.row), "the bytes are others");
        Ok(String::new())
    }

    async fn put(&mut self, path: &str) -> Result<String, Problem> {
        let local = tempfile::tempdir().unwrap();
        let target = remote(path);
        let name = target.name().unwrap();
        fs::write(local.path().join(name.display()), content(self.row)).unwrap();
        let order = up(
            local.path(),
            &target.parent().unwrap(),
            vec![file(name.as_bytes())],
        );
        let order = with_answer(order, OnConflict::Overwrite);
        let carried = self.driver.carry(order).await;
        if let Some(problem) = carried.problems.first() {
            return Err(problem.clone());
        }
        let outcome = carried.only();
        if let Some(problem) = &outcome.problem {
            return Err(problem.clone());
        }
        assert_eq!(outcome.state, TransferState::Done, "{outcome:#?}");
        assert!(
            self.server.stored(path) == Some(content(self.row)),
            "other bytes"
        );
        Ok(String::new())
    }

    fn story(&self) -> String {
        format!(
            "{}: {}\n{}",
            self.row.name,
            self.row.what,
            self.driver.log.join("\n")
        )
    }
}

/// Holds a failure against what the step says of it.
#[track_caller]
fn failed(step: &Step, problem: &Problem, story: &str) {
    let cause = format!("{:?}", problem.cause);
    let is_one = step.causes().any(|wanted| wanted == cause);
    assert!(is_one, "{}: {cause}: {problem}\n{story}", step.ask);
    let message = problem.to_string();
    step.check_words(&message, story);
    assert!(!message.contains(char::is_control), "{message:?}");
}
