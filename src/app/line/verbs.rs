//! What each verb does on the screen.

use crate::app::files::NAMED;
use crate::app::update::Purpose;
use crate::app::{Action, App, Context, Effect, Focus, Question, TabStart, ToastKind, place};
use crate::engine::{Command, Place, RequestId};
use crate::model::line::{Setting, Statement, Verb, instead_of, type_of};
use crate::model::settings::ThemeChoice;
use crate::model::{EntryKind, ModeChoice, Name, RemotePath, Shore, TransferType};

type Done = Result<(), String>;

impl App {
    pub(super) fn perform_verb(&mut self, line: &Statement) -> Done {
        match line.verb {
            Verb::Open => self.line_open(line),
            Verb::User => self.line_user(line),
            Verb::Account => self.line_account(line),
            Verb::Cd => self.line_cd(line, Shore::Remote),
            Verb::Lcd => self.line_cd(line, Shore::Local),
            Verb::Cdup => self.line_up(),
            Verb::Pwd => self.line_where(Shore::Remote),
            Verb::Lpwd => self.line_where(Shore::Local),
            Verb::Mls => {
                Err("it is for a file, which twoport -c writes; dir and ls list here".into())
            }
            Verb::Mkdir if line.name == "mdir" && line.words.len() > 1 => {
                Err("mdir is for a file, which twoport -c writes; dir and ls list here".into())
            }
            Verb::Page => self.line_page(line),
            Verb::Dir | Verb::Ls => self.line_list(line, Shore::Remote),
            Verb::Lls => self.line_list(line, Shore::Local),
            Verb::Get | Verb::Reget | Verb::Newer => self.line_get(line),
            Verb::Mget | Verb::Mreget => self.line_mget(line),
            Verb::Put => self.line_put(line),
            Verb::Mput => self.line_mput(line),
            Verb::Append => self.line_append(line),
            Verb::Delete | Verb::Mdelete => self.line_delete(line),
            Verb::Mkdir => self.line_mkdir(line),
            Verb::Rename => self.line_rename(line),
            Verb::Copy => self.line_copy(line),
            Verb::Rmdir => self.line_ask(line, "RMD", "Removing"),
            Verb::Size => self.line_ask(line, "SIZE", "Asking for the size of"),
            Verb::Modtime => self.line_ask(line, "MDTM", "Asking for the time of"),
            Verb::Chmod => self.line_chmod(line),
            Verb::Quote | Verb::Site | Verb::Server => self.line_quote(&line.sent()),
            Verb::Mirror => self.line_mirror(line),
            Verb::Sunique | Verb::Runique | Verb::Case | Verb::Ntrans | Verb::Nmap => {
                self.line_names(line)
            }
            Verb::Progress | Verb::Verbose | Verb::Bell | Verb::Only => self.line_placed(line),
            Verb::Elsewhere => {
                let advice = instead_of(&line.name).unwrap_or_default();
                Err(format!("{} is not done here: {advice}", line.name))
            }
            _ => self.line_settle(line),
        }
    }

    fn line_settle(&mut self, line: &Statement) -> Done {
        match line.verb {
            Verb::Binary => self.line_type(TransferType::Image),
            Verb::Ascii => self.line_type(TransferType::Ascii),
            Verb::Type => match line.words.first() {
                None => self.say(ToastKind::Info, format!("type {}", self.line.kind)),
                Some(word) => {
                    let kind = type_of(word).ok_or_else(|| line.usage().to_string())?;
                    self.line_type(kind);
                }
            },
            Verb::Passive if self.switch(line)? == Some(false) => {
                self.set_mode(ModeChoice::Active);
            }
            Verb::Passive => self.set_mode(ModeChoice::Passive),
            Verb::Active => self.set_mode(ModeChoice::Active),
            Verb::Auto => self.set_mode(ModeChoice::Auto),
            Verb::Mode => return self.line_mode(line),
            Verb::Epsv if self.switch(line)? == Some(false) => self.set_mode(ModeChoice::Pasv),
            Verb::Epsv => self.set_mode(ModeChoice::Epsv),
            Verb::Pasv => self.set_mode(ModeChoice::Pasv),
            Verb::Eprt => self.set_mode(ModeChoice::Eprt),
            Verb::Port => self.set_mode(ModeChoice::Port),
            Verb::Prompt => {
                let on = self.switch(line)?.unwrap_or(!self.line.prompts);
                self.set_prompts(on);
            }
            Verb::Glob => {
                self.line.globs = self.switch(line)?.unwrap_or(!self.line.globs);
                let on = if self.line.globs { "on" } else { "off" };
                self.say(ToastKind::Info, format!("glob {on}"));
            }
            Verb::Close => self.disconnect(),
            Verb::Quit => self.quit_or_ask(),
            Verb::Queue => self.show_view(Focus::Transfers),
            Verb::Log => self.show_view(Focus::Log),
            Verb::Sockets => self.show_view(Focus::Sockets),
            Verb::Theme => return self.line_theme(line),
            Verb::Tab if line.words.is_empty() => self.open_tab(TabStart::Empty),
            Verb::Tab => {
                self.can_open(line)?;
                self.open_tab(TabStart::Line(format!("open {}", line.rest)));
            }
            Verb::TabClose => self.close_tab(),
            Verb::Doctor => self.open_doctor(),
            Verb::Shell => self.open_shell(&line.rest, line.name == "!"),
            Verb::Status => self.line_status(),
            Verb::Set => return self.line_set(line),
            Verb::Help => return self.line_help(line),
            _ => {
                let text = format!("{} makes no difference here", line.name);
                self.say(ToastKind::Info, text);
            }
        }
        Ok(())
    }

    #[expect(clippy::unused_self, reason = "reads as the others do")]
    fn switch(&self, line: &Statement) -> Result<Option<bool>, String> {
        line.switch().map_err(|error| error.to_string())
    }

    /// `mode passive`; `mode stream`, as ftp(1) has it, is the only one there is.
    fn line_mode(&mut self, line: &Statement) -> Done {
        match line.words.as_slice() {
            [] => {
                let text = format!("mode {}", self.mode);
                self.say(ToastKind::Info, text);
                Ok(())
            }
            [word] if word.eq_ignore_ascii_case("stream") => {
                self.say(ToastKind::Info, "mode stream: there is no other");
                Ok(())
            }
            [word] => self.set_named("mode", word),
            _ => Err(line.usage().to_string()),
        }
    }

    fn line_set(&mut self, line: &Statement) -> Done {
        match line.words.as_slice() {
            [] => {
                self.line_status();
                Ok(())
            }
            [name, value] => self.set_named(name, value),
            _ => Err(line.usage().to_string()),
        }
    }

    fn line_theme(&mut self, line: &Statement) -> Done {
        let Some(word) = line.words.first() else {
            let text = format!("theme {}", self.settings.appearance.theme);
            self.say(ToastKind::Info, text);
            return Ok(());
        };
        match word.parse().unwrap_or_default() {
            // One of the user's own is read from a file, at the start.
            ThemeChoice::Own(name) => {
                let known = ThemeChoice::WORDS.join(", ");
                Err(format!("there is no theme `{name}`: {known}"))
            }
            theme => {
                self.choose_theme(theme);
                Ok(())
            }
        }
    }

    fn set_named(&mut self, name: &str, value: &str) -> Done {
        match Setting::read(name, value).map_err(|error| error.to_string())? {
            Setting::Mode(mode) => self.set_mode(mode),
            Setting::Type(kind) => self.line_type(kind),
            Setting::Conflict(rule) => {
                self.line.conflict = rule;
                self.say(ToastKind::Info, format!("names that are taken: {rule}"));
            }
            Setting::Prompt(on) => self.set_prompts(on),
            Setting::Limit(limits) => {
                self.ask_engine(Command::SetLimits(limits));
                self.say(ToastKind::Info, format!("limit {value}"));
            }
            Setting::Sessions(_) => {
                self.choose_sessions(value);
            }
            Setting::Charset(charset) => self.set_charset(charset),
        }
        Ok(())
    }

    fn set_prompts(&mut self, on: bool) {
        self.line.prompts = on;
        self.say(
            ToastKind::Info,
            if on {
                "prompt on: delete and mdelete ask"
            } else {
                "prompt off: delete and mdelete do not ask"
            },
        );
    }

    fn line_type(&mut self, kind: TransferType) {
        self.line.kind = kind;
        let text = match kind {
            TransferType::Image => "type image: get and put move bytes as they are",
            TransferType::Ascii => "type ascii: get and put convert line ends",
        };
        self.say(ToastKind::Info, text);
    }

    fn line_cd(&mut self, line: &Statement, shore: Shore) -> Done {
        let typed = match line.words.as_slice() {
            [] => "~".to_owned(),
            [path] => path.clone(),
            // Guides write names with blanks without quotes.
            _ => line.rest.clone(),
        };
        if shore == Shore::Remote {
            self.need_server()?;
        }
        self.go_to(shore, &typed);
        Ok(())
    }

    fn line_up(&mut self) -> Done {
        self.need_server()?;
        self.go_to(Shore::Remote, "..");
        Ok(())
    }

    fn line_where(&mut self, shore: Shore) -> Done {
        if self.pane(shore).place.is_none() {
            return Err(self.offline());
        }
        let title = self.pane(shore).title.clone();
        self.say(ToastKind::Info, title);
        Ok(())
    }

    /// `delete` and `mdelete`: asked about like the key, unless prompting is off.
    fn line_delete(&mut self, line: &Statement) -> Done {
        self.need_server()?;
        let mut targets = Vec::new();
        let mut named = Vec::new();
        for word in &line.words {
            if line.verb == Verb::Mdelete && self.is_pattern(word) {
                for (path, row) in self.rows_there(word)? {
                    if named.len() < NAMED {
                        named.push(row.text().to_owned());
                    }
                    targets.push((path, row.entry.kind));
                }
            } else {
                let path = self.remote_path(word)?;
                // What is typed means a file or a link, never a folder with all that is in it.
                named.push(self.names.shown(path.as_bytes()));
                targets.push((path, EntryKind::File));
            }
        }
        let place = self.remote.title.clone();
        let question = Question::DeleteRemote {
            targets,
            named,
            has_folders: false,
            place,
        };
        if self.line.prompts {
            self.overlay = Some(crate::app::Overlay::Question(question));
        } else {
            self.delete(question);
        }
        Ok(())
    }

    fn line_rename(&mut self, line: &Statement) -> Done {
        let [from, to] = line.words.as_slice() else {
            return Err(line.usage().to_string());
        };
        self.need_server()?;
        let (from, to) = (self.remote_path(from)?, self.remote_path(to)?);
        let purpose = self.appears(&to);
        let request = RequestId(self.new_id());
        self.ask_engine(Command::Rename { request, from, to });
        self.expect(request, Shore::Remote, purpose);
        Ok(())
    }

    /// `mirror [-R] SOURCE TARGET` shows the plan; without folders it is about those of the panes.
    fn line_mirror(&mut self, line: &Statement) -> Done {
        let (options, words) = line.options().map_err(|usage| usage.to_string())?;
        if options.delete {
            return Err("the screen's mirror never deletes: twoport mirror --delete does".into());
        }
        self.need_server()?;
        let from = if options.recursive {
            Shore::Local
        } else {
            Shore::Remote
        };
        let places = match words {
            [] => {
                let place = |shore: Shore| self.pane(shore).place.clone();
                place(from).zip(place(from.other()))
            }
            [source, target] if options.recursive => Some((
                Place::Local(self.local_path(source)),
                Place::Remote(self.remote_path(target)?),
            )),
            [source, target] => Some((
                Place::Remote(self.remote_path(source)?),
                Place::Local(self.local_path(target)),
            )),
            _ => None,
        };
        let places = places.ok_or_else(|| line.usage().to_string())?;
        self.plan_mirror(from, places);
        Ok(())
    }

    /// The cursor goes to what appears in the folder that is shown.
    pub(super) fn appears(&self, path: &RemotePath) -> Purpose {
        match (path.parent(), &self.remote.place) {
            (Some(above), Some(Place::Remote(here))) if above == *here => {
                Purpose::Appears(Place::Remote(path.clone()))
            }
            _ => Purpose::Goes,
        }
    }

    pub(super) fn need_server(&self) -> Done {
        match self.link {
            crate::app::Link::Online { .. } => Ok(()),
            _ => Err(self.offline()),
        }
    }

    /// What is said where a connection is needed.
    pub(super) fn offline(&self) -> String {
        let key = self.key_for(Context::Panes, Action::Connect);
        format!("not connected: open HOST, or {key}")
    }

    /// A path of the server as it was typed, seen from the folder shown.
    pub(super) fn remote_path(&self, typed: &str) -> Result<RemotePath, String> {
        // A name in the listing may have other bytes than would be written now.
        let listed = self.remote.rows.iter().find(|row| row.text() == typed);
        let bytes = match listed {
            Some(row) => row.entry.name.as_bytes().to_vec(),
            None => self
                .names
                .encode(typed)
                .map_err(|error| error.to_string())?,
        };
        Ok(place::remote_from(&bytes, self.remote.place.as_ref()))
    }

    /// The name of a path and the folder it is in.
    pub(super) fn apart(path: &RemotePath) -> Result<(RemotePath, Name), String> {
        path.parent()
            .zip(path.name())
            .ok_or_else(|| "the root has no name".into())
    }

    /// Draws the user's eye away from the screen: nothing is done but what the effect says.
    pub(in crate::app) fn shell_ended(&mut self, outcome: Result<(), crate::engine::Problem>) {
        if let Err(problem) = outcome {
            self.say_local_problem(&problem);
        }
        self.refresh_pane(Shore::Local);
        self.effects.push(Effect::Redraw);
    }
}
