//! The classic verbs without a screen: `twoport run`, `twoport -c`, `twoport --plain`. One
//! interpreter does what a line says, on the engine and through its queue.

mod asking;
mod changing;
mod copying;
mod lines;
mod listing;
mod login;
mod moving;
mod plain;
mod renaming;
mod settling;
mod shell;
mod telling;

pub use plain::plain;

use super::arguments::RunArguments;
use super::client::Tally;
use super::exit::{ExitStatus, Failure};
use super::{Client, Common, say};
use crate::engine::problem::Cause;
use crate::engine::{Problem, explain};
use crate::fs::script;
use crate::model::line::{LineError, Renaming, Statement, Verb, read, split};
use crate::model::text::{display_safe_str, plural};
use crate::model::{RemotePath, TransferType};
use lines::Lines;
use login::Opening;
use std::path::{Path, PathBuf};

/// Why a line was not done.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It is still to be told.
    Failed(Failure),
    /// It was told already, where it happened.
    Told(ExitStatus),
}

type Done = Result<(), Trouble>;

impl<T: Into<Failure>> From<T> for Trouble {
    fn from(failure: T) -> Self {
        Self::Failed(failure.into())
    }
}

impl From<LineError> for Failure {
    fn from(error: LineError) -> Self {
        Self::Usage(display_safe_str(&error.to_string()))
    }
}

/// What does as the lines say.
pub(super) struct Interpreter {
    common: Common,
    lines: Lines,
    client: Option<Client>,
    /// A site was named, and nothing has been asked of it yet.
    opening: Option<Opening>,
    /// The folder of this computer.
    here: PathBuf,
    /// The folder of the server.
    there: RemotePath,
    kind: TransferType,
    /// Whether somebody is asked about each file of several.
    prompts: bool,
    /// Whether patterns are patterns.
    globs: bool,
    /// What names become on their way.
    renaming: Renaming,
    /// Names that are taken here get a number.
    unique_here: bool,
    /// The server gives what is put names of its own.
    unique_there: bool,
    /// Whether the end of a transfer is heard.
    rings: bool,
    /// It has been said that some verbs make no difference.
    told_idle: bool,
    /// Something has been moved or changed.
    has_done: bool,
    ended: bool,
}

/// Runs a script, or the verbs of the command line.
pub(super) async fn run(arguments: &RunArguments, common: &Common) -> Result<ExitStatus, Failure> {
    let (lines, target) = match (&arguments.command, &arguments.file) {
        (Some(text), file) => {
            let first = file.iter().map(|word| word.to_string_lossy().into_owned());
            let target = first.chain(arguments.target.iter().cloned()).collect();
            (Lines::script(None, split(text)), target)
        }
        (None, file) => {
            let file = file.as_deref().unwrap_or(Path::new("-"));
            let path = if file == Path::new("-") {
                Path::new("/dev/stdin")
            } else {
                file
            };
            let shown = display_safe_str(&file.to_string_lossy());
            let text = script::read(path)
                .map_err(|error| explain::local(&format!("Reading {shown}"), &error))?;
            let lines = text.lines().map(str::to_owned).collect();
            (Lines::script(Some(shown), lines), arguments.target.clone())
        }
    };
    let mut interpreter = Interpreter::new(lines, common)?;
    let done = interpreter.play(&target, arguments.keep_going).await;
    interpreter.leave().await;
    done
}

impl Interpreter {
    fn new(lines: Lines, common: &Common) -> Result<Self, Failure> {
        let here = std::env::current_dir()
            .map_err(|error| explain::local("Finding the working folder", &error))?;
        Ok(Self {
            prompts: true,
            lines,
            common: common.clone(),
            client: None,
            opening: None,
            here,
            there: RemotePath::root(),
            kind: TransferType::Image,
            globs: true,
            renaming: Renaming::default(),
            unique_here: false,
            unique_there: false,
            rings: false,
            told_idle: false,
            has_done: false,
            ended: false,
        })
    }

    /// Does line after line, up to the first that fails unless it is told to keep going.
    async fn play(&mut self, target: &[String], keep_going: bool) -> Result<ExitStatus, Failure> {
        self.open_target(target).await?;
        let mut failures: Vec<ExitStatus> = Vec::new();
        while !self.ended
            && let Some(line) = self.lines.next("").await
        {
            if let Err(trouble) = self.line(&line).await {
                failures.push(self.tell(trouble));
                if !keep_going {
                    self.tell_stop();
                    break;
                }
            }
        }
        if failures.is_empty()
            && let Err(trouble) = self.connect_if_opened().await
        {
            failures.push(self.tell(trouble));
        }
        Ok(telling::overall(&failures, self.has_done))
    }

    /// Tells why a line was not done, where it stands.
    fn tell(&self, trouble: Trouble) -> ExitStatus {
        match trouble {
            Trouble::Told(status) => status,
            Trouble::Failed(failure) => {
                say(&format!("{}{failure}", self.lines.place()));
                failure.status()
            }
        }
    }

    /// What follows in a script is not done after an error.
    fn tell_stop(&self) {
        let (place, left) = (self.lines.place(), self.lines.left());
        if left > 0 {
            let left = plural(left, "line");
            say(&format!(
                "{place}stopped here; what follows ({left}) was not done. --keep-going goes on after errors"
            ));
        }
    }

    /// Ends the connection in order.
    async fn leave(&mut self) {
        self.opening = None;
        if let Some(client) = self.client.take() {
            client.quit().await;
        }
    }

    /// Does what one line says.
    async fn line(&mut self, line: &str) -> Done {
        let Some(mut statement) = read(line).map_err(Failure::from)? else {
            return Ok(());
        };
        statement.dashes().map_err(Failure::from)?;
        while let Some(what) = statement.missing() {
            match self.lines.answer(&format!("({what}) ")).await {
                Some(answer) if !answer.trim().is_empty() => statement.add(answer.trim()),
                _ => return Err(Failure::from(statement.usage()).into()),
            }
        }
        self.perform(&statement).await
    }

    async fn perform(&mut self, line: &Statement) -> Done {
        match line.verb {
            Verb::Open => self.open(line).await,
            Verb::User => self.user(line).await,
            Verb::Account => self.account(line).await,
            Verb::Close => self.close().await,
            Verb::Quit => self.quit().await,
            Verb::Cd => self.cd(line).await,
            Verb::Cdup => self.go_to(b"..").await,
            Verb::Pwd => self.pwd().await,
            Verb::Dir | Verb::Ls => self.ls(line).await,
            Verb::Mls => self.mls(line).await,
            Verb::Page => self.page(line).await,
            Verb::Lcd => self.lcd(line),
            Verb::Lpwd => self.lpwd(),
            Verb::Lls => self.lls(line),
            Verb::Get | Verb::Reget | Verb::Newer => self.get(line).await,
            Verb::Mget | Verb::Mreget => self.mget(line).await,
            Verb::Put => self.put(line).await,
            Verb::Mput => self.mput(line).await,
            Verb::Append => self.append(line).await,
            Verb::Delete => self.delete(line).await,
            Verb::Mdelete => self.mdelete(line).await,
            Verb::Mkdir => self.mkdir(line).await,
            Verb::Rmdir => self.rmdir(line).await,
            Verb::Rename => self.rename(line).await,
            Verb::Copy => self.copy(line).await,
            Verb::Chmod => self.chmod(line).await,
            Verb::Size => self.size(line).await,
            Verb::Modtime => self.modtime(line).await,
            Verb::Quote | Verb::Site | Verb::Server => self.quote(&line.sent()).await,
            Verb::Mirror => self.mirror(line).await,
            Verb::Doctor => self.doctor().await,
            Verb::Queue => self.queue().await,
            Verb::Shell => self.shell(&line.rest).await,
            _ => self.settle(line),
        }
    }

    /// Takes what came of transfers: what failed was told when it did.
    fn settle_tally(&mut self, tally: &Tally) -> Done {
        self.has_done |= telling::moved(tally, &self.common);
        if self.rings {
            telling::ring();
        }
        match tally.status() {
            ExitStatus::Done => Ok(()),
            status => Err(Trouble::Told(status)),
        }
    }

    /// A path of the server, as it was typed.
    fn remote(&self, typed: &str) -> Result<RemotePath, Failure> {
        let names = self.client.as_ref().map(|client| client.names);
        let bytes = names.unwrap_or_default().encode(typed);
        let bytes = bytes.map_err(|unwritable| Failure::Usage(unwritable.to_string()))?;
        Ok(self.there.resolve(&bytes))
    }

    /// A path of this computer, as it was typed.
    fn local(&self, typed: &str) -> PathBuf {
        let home = || directories::BaseDirs::new().map(|user| user.home_dir().to_owned());
        match typed.strip_prefix('~') {
            Some("") => home().unwrap_or_else(|| self.here.clone()),
            Some(rest) if rest.starts_with('/') => home().map_or_else(
                || self.here.clone(),
                |home| home.join(rest.trim_matches('/')),
            ),
            _ => self.here.join(typed),
        }
    }
}

/// A problem of a line that is neither the server's nor the disk's.
fn nothing(what: impl Into<String>) -> Trouble {
    Trouble::from(Problem::new(Cause::Unproved, what))
}
