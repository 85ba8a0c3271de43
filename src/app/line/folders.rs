//! `mkdir`: one folder, and with `-p` those above it too.

use crate::app::update::Purpose;
use crate::app::{App, ToastKind};
use crate::engine::{Command, Place, RequestId};
use crate::model::line::Statement;
use crate::model::text::display_safe_str;
use crate::model::{RemotePath, Shore};

impl App {
    pub(super) fn line_mkdir(&mut self, line: &Statement) -> Result<(), String> {
        let (options, words) = line.options().map_err(|error| error.to_string())?;
        let [name] = words else {
            return Err(line.usage().to_string());
        };
        self.need_server()?;
        let path = self.remote_path(name)?;
        let purpose = self.appears(&path);
        if options.parents {
            self.make_with_parents(&path);
            return Ok(());
        }
        let purpose = match (purpose, path.parent()) {
            (Purpose::Goes, Some(above)) => {
                let above = self.names.shown(above.as_bytes());
                let name = display_safe_str(&shell_words::quote(name));
                Purpose::MadeElsewhere(format!(
                    "If {above} is not there: mkdir -p {name} makes it too."
                ))
            }
            (purpose, _) => purpose,
        };
        self.ask_for_folder(path, purpose);
        Ok(())
    }

    /// Each folder from the one shown, or from the root, down to this one. Those on the way may be there
    /// already.
    fn make_with_parents(&mut self, path: &RemotePath) {
        let here = match &self.remote.place {
            Some(Place::Remote(here)) => here.clone(),
            _ => RemotePath::root(),
        };
        let mut way = Vec::new();
        let mut at = path.clone();
        while !here.is_within(&at)
            && let Some(above) = at.parent()
        {
            way.push(std::mem::replace(&mut at, above));
        }
        let shown = self.names.shown(path.as_bytes());
        // From here on down the names are known: the first of them is in the folder shown.
        let first = way.last().filter(|_| at == here).cloned();
        let is_there = first
            .as_ref()
            .and_then(RemotePath::name)
            .is_some_and(|first| self.remote.contains(&first));
        if way.is_empty() || (way.len() == 1 && is_there) {
            return self.say(ToastKind::Info, format!("{shown} is there already"));
        }
        while let Some(next) = way.pop() {
            let is_last = way.is_empty();
            let purpose = match &first {
                Some(first) if is_last => {
                    Purpose::AppearsWithin(Place::Remote(first.clone()), shown.clone())
                }
                None if is_last => Purpose::Goes,
                _ => Purpose::OnTheWay,
            };
            self.ask_for_folder(next, purpose);
        }
    }

    fn ask_for_folder(&mut self, path: RemotePath, purpose: Purpose) {
        let request = RequestId(self.new_id());
        self.ask_engine(Command::MakeDir { request, path });
        self.expect(request, Shore::Remote, purpose);
    }
}
