//! What files are called on the other side where nobody says it: `case`, `ntrans`, `nmap`, `runique`,
//! `sunique`.

use super::{Interpreter, telling};
use crate::cli::exit::Failure;
use crate::engine::{Place, Source};
use crate::model::line::{Statement, Verb};
use crate::model::text::display_safe_str;
use crate::model::{EntryKind, Name, OnConflict};

impl Interpreter {
    pub(super) fn set_names(&mut self, line: &Statement) -> Result<(), Failure> {
        match line.verb {
            Verb::Sunique => {
                self.unique_there = self.switched(line, self.unique_there)?;
                self.note(if self.unique_there {
                    "sunique on: the server gives each file that is put a name of its own"
                } else {
                    "sunique off"
                });
            }
            Verb::Runique => {
                self.unique_here = self.switched(line, self.unique_here)?;
                self.note(if self.unique_here {
                    "runique on: what is got gets a number where its name is taken"
                } else {
                    "runique off"
                });
            }
            Verb::Case => {
                self.renaming.case = self.switched(line, self.renaming.case)?;
                self.note(if self.renaming.case {
                    "case on: names in capitals become small ones here"
                } else {
                    "case off"
                });
            }
            _ => self.set_mapping(line)?,
        }
        Ok(())
    }

    /// `ntrans [FROM [TO]]`, `nmap [PATTERN NEW]`; alone they change names no more.
    fn set_mapping(&mut self, line: &Statement) -> Result<(), Failure> {
        match (line.verb, line.words.as_slice()) {
            (Verb::Ntrans, []) => self.renaming.characters = None,
            (Verb::Ntrans, [from]) => self.renaming.translate(from, ""),
            (Verb::Ntrans, [from, to]) => self.renaming.translate(from, to),
            (Verb::Nmap, []) => self.renaming.pattern = None,
            (Verb::Nmap, [pattern, becomes]) => {
                self.renaming.pattern = Some((pattern.clone(), becomes.clone()));
            }
            _ => return Err(line.usage().into()),
        }
        let state = if line.words.is_empty() { "off" } else { "on" };
        self.note(&format!("{} {state}", line.name));
        Ok(())
    }

    /// What becomes of names that are taken here.
    pub(super) fn rule_here(&self) -> OnConflict {
        if self.unique_here {
            OnConflict::Rename
        } else {
            self.rule()
        }
    }

    /// Gives files the names that they are to have where they go, unless they have been given one.
    pub(super) fn rename_items(&self, to: &Place, items: &mut [Source]) -> Result<(), Failure> {
        let names = self.client.as_ref().map(|client| client.names);
        let names = names.unwrap_or_default();
        let files = items.iter_mut().filter(|item| item.kind != EntryKind::Dir);
        for item in files.filter(|item| item.rename_to.is_none()) {
            let new = match to {
                Place::Local(_) => self.renaming.here(&names.plain(item.name.as_bytes())),
                Place::Remote(_) => {
                    let name = String::from_utf8_lossy(item.name.as_bytes());
                    self.renaming.there(&name)
                }
            };
            let Some(new) = new else {
                continue;
            };
            if new.contains('/') || matches!(new.as_str(), "." | "..") {
                let shown = display_safe_str(&new);
                return Err(Failure::Usage(format!(
                    "`{shown}` is no name for a file: see nmap and ntrans"
                )));
            }
            let bytes = match to {
                Place::Local(_) => new.into_bytes(),
                Place::Remote(_) => {
                    let bytes = names.encode(&new);
                    bytes.map_err(|error| Failure::Usage(error.to_string()))?
                }
            };
            item.rename_to = Some(Name::new(bytes));
        }
        Ok(())
    }

    /// What is told of the names in `status`.
    pub(super) fn names_told(&self) -> String {
        let on = telling::on;
        format!(
            "case: {}, runique: {}, sunique: {}, ntrans: {}, nmap: {}",
            on(self.renaming.case),
            on(self.unique_here),
            on(self.unique_there),
            on(self.renaming.characters.is_some()),
            on(self.renaming.pattern.is_some()),
        )
    }
}
