//! What files are called on the other side where nobody says it: `case`, `ntrans`, `nmap`, `runique`,
//! `sunique`. And the verbs of ftp(1) that the screen has another place for.

use crate::app::update::Purpose;
use crate::app::{Action, App, Context, ToastKind};
use crate::engine::{AppendOrder, Command, Place, RequestId, Source};
use crate::model::line::{Renaming, Statement, Verb, only_value};
use crate::model::text::{display_safe_str, plural};
use crate::model::{EntryKind, Name, OnConflict, RemotePath, Shore, TransferType};

type Done = Result<(), String>;

/// What names become on their way.
#[derive(Clone, Debug, Default)]
pub(in crate::app) struct LineNames {
    renaming: Renaming,
    /// Names that are taken here get a number.
    unique_here: bool,
    /// The server gives what is put names of its own.
    pub(super) unique_there: bool,
}

impl App {
    /// `sunique`, `runique`, `case`, `ntrans`, `nmap`
    pub(super) fn line_names(&mut self, line: &Statement) -> Done {
        let switch = line.switch().map_err(|error| error.to_string());
        let names = &mut self.line.names;
        let on = match (line.verb, line.words.as_slice()) {
            (Verb::Ntrans, []) => {
                names.renaming.characters = None;
                false
            }
            (Verb::Nmap, []) => {
                names.renaming.pattern = None;
                false
            }
            (Verb::Ntrans, [from, to @ ..]) if to.len() < 2 => {
                let to = to.first().map_or("", String::as_str);
                names.renaming.translate(from, to);
                true
            }
            (Verb::Nmap, [pattern, becomes]) => {
                names.renaming.pattern = Some((pattern.clone(), becomes.clone()));
                true
            }
            (Verb::Ntrans | Verb::Nmap, _) => return Err(line.usage().to_string()),
            (verb, _) => {
                let set = match verb {
                    Verb::Sunique => &mut names.unique_there,
                    Verb::Runique => &mut names.unique_here,
                    _ => &mut names.renaming.case,
                };
                *set = switch?.unwrap_or(!*set);
                *set
            }
        };
        let on = if on { "on" } else { "off" };
        self.say(ToastKind::Info, format!("{} {on}: see :status", line.name));
        Ok(())
    }

    /// What `status` tells of them.
    pub(super) fn names_told(&self) -> String {
        let on = |on: bool| if on { "on" } else { "off" };
        let LineNames {
            renaming,
            unique_here,
            unique_there,
        } = &self.line.names;
        format!(
            "case: {}, runique: {}, sunique: {}, ntrans: {}, nmap: {}",
            on(renaming.case),
            on(*unique_here),
            on(*unique_there),
            on(renaming.characters.is_some()),
            on(renaming.pattern.is_some()),
        )
    }

    /// What becomes of names that are taken here.
    pub(super) fn rule_here(&self) -> OnConflict {
        if self.line.names.unique_here {
            OnConflict::Rename
        } else {
            self.line.conflict
        }
    }

    /// Gives files the names that they are to have where they go, unless they have been given one.
    pub(super) fn rename_items(&self, to: Shore, items: &mut [Source]) -> Done {
        let files = items.iter_mut().filter(|item| item.kind != EntryKind::Dir);
        for item in files.filter(|item| item.rename_to.is_none()) {
            let renaming = &self.line.names.renaming;
            let new = match to {
                Shore::Local => renaming.here(&self.names.plain(item.name.as_bytes())),
                Shore::Remote => renaming.there(&String::from_utf8_lossy(item.name.as_bytes())),
            };
            let Some(new) = new else {
                continue;
            };
            if new.contains('/') || matches!(new.as_str(), "." | "..") {
                let new = display_safe_str(&new);
                return Err(format!(
                    "`{new}` is no name for a file: see nmap and ntrans"
                ));
            }
            let bytes = match to {
                Shore::Local => new.into_bytes(),
                Shore::Remote => self.names.encode(&new).map_err(|error| error.to_string())?,
            };
            item.rename_to = Some(Name::new(bytes));
        }
        Ok(())
    }

    /// `sunique`: at once, one after the other; the server gives each a name, which is told.
    pub(super) fn store_unique(
        &mut self,
        from: &Place,
        to: &RemotePath,
        items: Vec<Source>,
    ) -> Done {
        let Place::Local(folder) = from else {
            return Ok(());
        };
        if items.iter().any(|item| item.kind == EntryKind::Dir) {
            return Err("sunique is for files: a folder keeps its name".into());
        }
        let mut orders = Vec::with_capacity(items.len());
        for item in items {
            let there = match item.rename_to {
                Some(name) => name,
                None => self
                    .names
                    .remote(&item.name)
                    .map_err(|error| error.to_string())?,
            };
            let Place::Local(local) =
                crate::app::place::join(&Place::Local(folder.clone()), &item.name)
            else {
                continue;
            };
            orders.push(AppendOrder {
                local,
                remote: to.join(&there),
                unique: true,
                transfer_type: self.line.kind,
            });
        }
        let files = plural(orders.len(), "file");
        self.say(ToastKind::Info, format!("putting {files} under new names"));
        for order in orders {
            let request = RequestId(self.new_id());
            self.ask_engine(Command::Append { request, order });
            self.expect(request, Shore::Remote, Purpose::Goes);
        }
        Ok(())
    }

    /// What ftp(1) has a verb for and the screen a place.
    pub(super) fn line_placed(&mut self, line: &Statement) -> Done {
        let key = |action| self.key_for(Context::Panes, action);
        let text = match line.verb {
            Verb::Progress => format!(
                "how transfers go on is below the panes, and in {}",
                key(Action::Transfers)
            ),
            Verb::Verbose => format!(
                "what is said with the server is in the log: {}",
                key(Action::Log)
            ),
            Verb::Bell => {
                "the end of a long batch is told to the terminal: notify in the settings".into()
            }
            _ => return self.line_only(line),
        };
        self.say(ToastKind::Info, text);
        Ok(())
    }

    /// `struct file`, `form non-print`, `tenex`
    fn line_only(&mut self, line: &Statement) -> Done {
        let value = match line.words.as_slice() {
            [] => None,
            [value] => Some(value.as_str()),
            _ => return Err(line.usage().to_string()),
        };
        let said = only_value(&line.name, value)?;
        if line.name.starts_with('t') {
            self.line.kind = TransferType::Image;
        }
        self.say(ToastKind::Info, said);
        Ok(())
    }

    /// `account PASSWORD`: such a line is not kept.
    pub(super) fn line_account(&mut self, line: &Statement) -> Done {
        let [account] = line.words.as_slice() else {
            return Err("usage: account PASSWORD".into());
        };
        self.need_server()?;
        let command = format!("ACCT {account}").into_bytes();
        self.ask_raw(command, "Telling the account".into(), None);
        Ok(())
    }
}
