//! `cp`: a copy on the server, by itself where it can, or else through this computer.

use super::{Done, Interpreter};
use crate::cli::exit::Failure;
use crate::engine::{Cause, Place, Problem, Source};
use crate::fs::draft;
use crate::model::line::Statement;
use crate::model::text::display_safe_str;
use crate::model::{Name, RemotePath};
use std::io;

impl Interpreter {
    /// `cp [-r] FROM TO`
    pub(super) async fn copy(&mut self, line: &Statement) -> Done {
        let (options, words) = line.options().map_err(Failure::from)?;
        let [from, to] = words else {
            return Err(Failure::from(line.usage()).into());
        };
        self.client().await?;
        let (source, into) = (self.remote(from)?, to.ends_with('/'));
        let root = || Failure::Usage("the root is no file".into());
        let (folder, name) = apart(&source).ok_or_else(root)?;
        let target = self.remote(to)?;
        let target = if into { target.join(&name) } else { target };
        let done = format!("copied {} to {}", self.shown(&source), self.shown(&target));
        if self.client().await?.copies {
            self.client().await?.copy_there(source, target).await?;
        } else {
            let (above, new) = apart(&target).ok_or_else(root)?;
            let mut item = Source {
                rename_to: Some(Name::from("copy")),
                ..Source::named(name, options.recursive)
            };
            let private = draft::private_folder().map_err(|error| failed(&error))?;
            let rule = self.rule();
            let here = Place::Local(private.clone());
            let mut copied = self
                .carry(
                    Place::Remote(folder),
                    here.clone(),
                    vec![item.clone()],
                    rule,
                )
                .await;
            if copied.is_ok() {
                item.name = Name::from("copy");
                item.rename_to = Some(new);
                copied = self
                    .carry(here, Place::Remote(above), vec![item], rule)
                    .await;
            }
            // What is left of it is in the system's folder for what does not last.
            let _ = draft::remove_private_folder(&private);
            copied?;
        }
        self.did(&done);
        Ok(())
    }
}

fn apart(path: &RemotePath) -> Option<(RemotePath, Name)> {
    path.parent().zip(path.name())
}

fn failed(error: &io::Error) -> Problem {
    Problem::new(Cause::Local, "Making a private folder failed")
        .words(display_safe_str(&error.to_string()))
}
