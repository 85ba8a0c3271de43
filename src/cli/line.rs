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
mod shell;
mod telling;

pub use plain::plain;

use super::arguments::RunArguments;
use super::client::Tally;
use super::exit::{ExitStatus, Failure};
use super::{Client, Common, say};
use crate::engine::problem::Cause;
use crate::engine::{Command, Problem, explain};
use crate::fs::script;
use crate::model::line::{LineError, Setting, Statement, Verb, read, split, type_of};
use crate::model::text::{display_safe_str, plural};
use crate::model::{ModeChoice, RemotePath, TransferType};
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
            Verb::Close => self.close().await,
            Verb::Quit => self.quit().await,
            Verb::Cd => self.cd(line).await,
            Verb::Cdup => self.go_to(b"..").await,
            Verb::Pwd => self.pwd().await,
            Verb::Dir | Verb::Ls => self.ls(line).await,
            Verb::Lcd => self.lcd(line),
            Verb::Lpwd => self.lpwd(),
            Verb::Lls => self.lls(line),
            Verb::Get | Verb::Reget | Verb::Newer => self.get(line).await,
            Verb::Mget => self.mget(line).await,
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

    /// What changes nothing but how the rest is done, and what is told of that.
    fn settle(&mut self, line: &Statement) -> Done {
        match line.verb {
            Verb::Binary => self.set_type(TransferType::Image),
            Verb::Ascii => self.set_type(TransferType::Ascii),
            Verb::Type => match line.words.as_slice() {
                [] => telling::print(&format!("type: {}", self.kind)),
                [word] => {
                    let kind = type_of(word).ok_or_else(|| Failure::from(line.usage()))?;
                    self.set_type(kind);
                }
                _ => return Err(Failure::from(line.usage()).into()),
            },
            Verb::Passive if line.switch().map_err(Failure::from)? == Some(false) => {
                self.set_mode(ModeChoice::Active);
            }
            Verb::Passive => self.set_mode(ModeChoice::Passive),
            Verb::Active => self.set_mode(ModeChoice::Active),
            Verb::Auto => self.set_mode(ModeChoice::Auto),
            Verb::Mode => return self.mode(line),
            Verb::Epsv => self.set_mode(ModeChoice::Epsv),
            Verb::Pasv => self.set_mode(ModeChoice::Pasv),
            Verb::Eprt => self.set_mode(ModeChoice::Eprt),
            Verb::Port => self.set_mode(ModeChoice::Port),
            Verb::Prompt => {
                let on = line.switch().map_err(Failure::from)?;
                self.set_prompt(on.unwrap_or(!self.prompts));
            }
            Verb::Glob => {
                let on = line.switch().map_err(Failure::from)?;
                self.globs = on.unwrap_or(!self.globs);
                self.note(if self.globs { "glob on" } else { "glob off" });
            }
            Verb::Status => self.status(),
            Verb::Set => return self.set(line),
            Verb::Help => telling::help(line)?,
            Verb::Tab | Verb::TabClose => {
                let text = "tabs are there on the screen only".to_owned();
                return Err(Failure::Usage(text).into());
            }
            _ => {
                if !std::mem::replace(&mut self.told_idle, true) {
                    self.note(&format!("{} makes no difference here", line.name));
                }
            }
        }
        Ok(())
    }

    /// `mode passive`; `mode stream`, as ftp(1) has it, is the only one there is.
    fn mode(&mut self, line: &Statement) -> Done {
        match line.words.as_slice() {
            [] => {
                let mode = self.common.mode.unwrap_or_default();
                telling::print(&format!("mode: {mode}"));
                Ok(())
            }
            [word] if word.eq_ignore_ascii_case("stream") => Ok(()),
            [word] => self.set_named("mode", word),
            _ => Err(Failure::from(line.usage()).into()),
        }
    }

    fn set(&mut self, line: &Statement) -> Done {
        match line.words.as_slice() {
            [] => {
                self.status();
                Ok(())
            }
            [name, value] => self.set_named(name, value),
            _ => Err(Failure::from(line.usage()).into()),
        }
    }

    fn set_named(&mut self, name: &str, value: &str) -> Done {
        let setting = Setting::read(name, value)
            .map_err(|error| Failure::Usage(display_safe_str(&error.to_string())))?;
        match setting {
            Setting::Mode(mode) => self.set_mode(mode),
            Setting::Type(kind) => self.set_type(kind),
            Setting::Conflict(rule) => {
                self.common.moving.on_conflict = Some(rule);
                self.note(&format!("names that are taken: {rule}"));
            }
            Setting::Prompt(on) => self.set_prompt(on),
            Setting::Limit(limits) => {
                self.common.moving.limit = Some(limits);
                self.send(Command::SetLimits(limits));
                self.note(&format!("limit {value}"));
            }
            Setting::Sessions(count) => {
                self.common.jobs = u8::try_from(count).ok();
                self.note(&format!("sessions {count}"));
                // One login serves both where no second one is asked for.
                let count = if count == 1 { 0 } else { count };
                self.send(Command::SetSessions(count));
            }
            Setting::Charset(charset) => {
                self.common.charset = charset;
                self.send(Command::SetCharset(charset));
                self.note(&format!("charset {value}"));
            }
        }
        Ok(())
    }

    fn set_prompt(&mut self, on: bool) {
        self.prompts = on;
        self.note(if on {
            "prompt on: each file of mget, mput and mdelete is asked about, on a terminal"
        } else {
            "prompt off: mget, mput and mdelete do not ask"
        });
    }

    /// Tells the engine, if there is a connection.
    fn send(&self, command: Command) {
        if let Some(client) = &self.client {
            client.send(command);
        }
    }

    fn set_type(&mut self, kind: TransferType) {
        self.kind = kind;
        self.note(match kind {
            TransferType::Image => "type image: bytes as they are",
            TransferType::Ascii => "type ascii: line ends are converted",
        });
    }

    fn set_mode(&mut self, mode: ModeChoice) {
        self.common.mode = Some(mode);
        self.send(Command::SetMode(mode));
        self.note(&format!("{mode} from the next data connection"));
    }

    /// Takes what came of transfers: what failed was told when it did.
    fn settle_tally(&mut self, tally: &Tally) -> Done {
        self.has_done |= telling::moved(tally, &self.common);
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
