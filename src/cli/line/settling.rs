//! What is set, and what is told of it.

use super::{Done, Interpreter, telling};
use crate::cli::Telling;
use crate::cli::exit::Failure;
use crate::engine::Command;
use crate::model::line::{ON_SCREEN, Setting, Statement, Verb, instead_of, only_value, type_of};
use crate::model::text::display_safe_str;
use crate::model::{ModeChoice, TransferType};

impl Interpreter {
    /// What changes nothing but how the rest is done, and what is told of that.
    pub(super) fn settle(&mut self, line: &Statement) -> Done {
        match line.verb {
            Verb::Binary => self.set_type(TransferType::Image),
            Verb::Ascii => self.set_type(TransferType::Ascii),
            Verb::Type => self.type_said(line)?,
            Verb::Passive if line.switch().map_err(Failure::from)? == Some(false) => {
                self.set_mode(ModeChoice::Active);
            }
            Verb::Passive => self.set_mode(ModeChoice::Passive),
            Verb::Active => self.set_mode(ModeChoice::Active),
            Verb::Auto => self.set_mode(ModeChoice::Auto),
            Verb::Mode => return self.mode(line),
            Verb::Epsv if line.switch().map_err(Failure::from)? == Some(false) => {
                self.set_mode(ModeChoice::Pasv);
            }
            Verb::Epsv => self.set_mode(ModeChoice::Epsv),
            Verb::Pasv => self.set_mode(ModeChoice::Pasv),
            Verb::Eprt => self.set_mode(ModeChoice::Eprt),
            Verb::Port => self.set_mode(ModeChoice::Port),
            Verb::Prompt => {
                let on = line.switch().map_err(Failure::from)?;
                self.set_prompt(on.unwrap_or(!self.prompts));
            }
            Verb::Glob => {
                self.globs = self.switched(line, self.globs)?;
                self.note(on_or_off("glob", self.globs));
            }
            Verb::Progress => self.set_progress(line)?,
            Verb::Verbose => self.set_verbose(line)?,
            Verb::Bell => {
                self.rings = self.switched(line, self.rings)?;
                self.note(on_or_off("bell", self.rings));
            }
            Verb::Sunique | Verb::Runique | Verb::Case | Verb::Ntrans | Verb::Nmap => {
                self.set_names(line)?;
            }
            Verb::Only => return self.only(line),
            Verb::Elsewhere => {
                let advice = instead_of(&line.name).unwrap_or_default();
                let text = format!("{} is not done here: {advice}", line.name);
                return Err(Failure::Usage(text).into());
            }
            Verb::Status => self.status(),
            Verb::Set => return self.set(line),
            Verb::Help => telling::help(line)?,
            verb if ON_SCREEN.contains(&verb) => {
                let text = format!("{} is for the screen only", line.name);
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

    fn type_said(&mut self, line: &Statement) -> Result<(), Failure> {
        match line.words.as_slice() {
            [] => telling::print(&format!("type: {}", self.kind)),
            [word] => {
                let kind = type_of(word).ok_or_else(|| line.usage())?;
                self.set_type(kind);
            }
            _ => return Err(line.usage().into()),
        }
        Ok(())
    }

    /// A switch from now on: as it is said, or turned round.
    #[expect(clippy::unused_self, reason = "reads as the others do")]
    pub(super) fn switched(&self, line: &Statement, now: bool) -> Result<bool, Failure> {
        Ok(line.switch()?.unwrap_or(!now))
    }

    /// `progress` is on where somebody sits at a terminal; `hash` and `tick` tell it in lines anywhere.
    fn set_progress(&mut self, line: &Statement) -> Result<(), Failure> {
        let (now, otherwise) = match line.name.as_str() {
            "hash" | "tick" => (Telling::Lines, Telling::Auto),
            _ => (Telling::Auto, Telling::Never),
        };
        let is_on = match now {
            Telling::Lines => self.common.telling == Telling::Lines,
            _ => self.common.telling != Telling::Never,
        };
        let on = self.switched(line, is_on)?;
        self.common.telling = if on { now } else { otherwise };
        self.note(match self.common.telling {
            Telling::Auto => "how a transfer goes on is told on a terminal",
            Telling::Lines => "how a transfer goes on is told in lines, after five seconds",
            Telling::Never => "how a transfer goes on is not told",
        });
        Ok(())
    }

    /// `verbose`; `debug 1` of ftp(1) means the same.
    fn set_verbose(&mut self, line: &Statement) -> Result<(), Failure> {
        let on = match line.words.as_slice() {
            [level] if level.parse::<u32>().is_ok() => level != "0",
            _ => self.switched(line, self.common.verbose)?,
        };
        self.common.verbose = on;
        if let Some(client) = &mut self.client {
            client.shows_dialogue(on);
        }
        self.note(if on {
            "what is said with the server is shown"
        } else {
            "what is said with the server is not shown"
        });
        Ok(())
    }

    /// `struct file`, `form non-print`, `tenex`
    fn only(&mut self, line: &Statement) -> Done {
        let value = match line.words.as_slice() {
            [] => None,
            [value] => Some(value.as_str()),
            _ => return Err(Failure::from(line.usage()).into()),
        };
        let said = only_value(&line.name, value)
            .map_err(|wrong| Failure::Usage(display_safe_str(&wrong)))?;
        if line.name.starts_with('t') {
            self.kind = TransferType::Image;
        }
        self.note(said);
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
}

fn on_or_off(what: &str, on: bool) -> &'static str {
    match (what, on) {
        ("bell", true) => "bell on: the end of a transfer is heard",
        ("bell", false) => "bell off",
        (_, true) => "glob on",
        (_, false) => "glob off",
    }
}
