//! Where we are, and what is changed on the server.

use super::{Done, Interpreter, Trouble, nothing, telling};
use crate::cli::arguments::{DoctorArguments, MirrorArguments, QueueArguments};
use crate::cli::exit::{ExitStatus, Failure};
use crate::cli::{doctor, mirror, queue};
use crate::engine::{Cause, Problem, explain};
use crate::model::line::{Statement, time_val};
use crate::model::{EntryKind, RemotePath};

impl Interpreter {
    pub(super) async fn cd(&mut self, line: &Statement) -> Done {
        // Guides write names with blanks without quotes.
        let typed = if line.words.len() > 1 {
            line.rest.clone()
        } else {
            line.words.first().cloned().unwrap_or_default()
        };
        self.client().await?;
        let path = match typed.as_str() {
            "~" => self.login_folder(),
            typed => self.remote(typed)?,
        };
        self.enter(path).await
    }

    pub(super) async fn go_to(&mut self, typed: &[u8]) -> Done {
        self.client().await?;
        self.enter(self.there.resolve(typed)).await
    }

    async fn enter(&mut self, path: RemotePath) -> Done {
        let shown = self.shown(&path);
        self.ask_server(b"CWD ", &path, &format!("Going to {shown}"))
            .await?;
        self.there = path;
        self.note(&format!("now in {shown}"));
        Ok(())
    }

    pub(super) async fn pwd(&mut self) -> Done {
        self.client().await?;
        telling::print(&self.shown(&self.there));
        Ok(())
    }

    #[expect(clippy::unnecessary_wraps, reason = "verbs may fail")]
    pub(super) fn lpwd(&self) -> Done {
        telling::print(&self.here_shown());
        Ok(())
    }

    pub(super) fn lcd(&mut self, line: &Statement) -> Done {
        let path = match line.words.as_slice() {
            [] => self.local("~"),
            [path] => self.local(path),
            _ => self.local(&line.rest),
        };
        let path = std::path::absolute(&path)
            .ok()
            .filter(|path| path.is_dir())
            .ok_or_else(|| {
                let shown = crate::model::text::display_safe_str(&path.to_string_lossy());
                let what = format!("{shown} is no folder of this computer");
                Trouble::from(Problem::new(Cause::Local, what))
            })?;
        self.here = path;
        self.note(&format!("here in {}", self.here_shown()));
        Ok(())
    }

    pub(super) async fn delete(&mut self, line: &Statement) -> Done {
        let [name] = line.words.as_slice() else {
            return Err(Failure::from(line.usage()).into());
        };
        self.client().await?;
        let path = self.remote(name)?;
        self.delete_one(path).await
    }

    async fn delete_one(&mut self, path: RemotePath) -> Done {
        let shown = self.shown(&path);
        let client = self.client().await?;
        client.delete(path, EntryKind::File).await?;
        self.did(&format!("deleted {shown}"));
        Ok(())
    }

    pub(super) async fn mdelete(&mut self, line: &Statement) -> Done {
        self.client().await?;
        for pattern in &line.words {
            let (folder, found) = self.matching_there(pattern).await?;
            for entry in self.ask_each("mdelete", found).await? {
                self.delete_one(folder.join(&entry.name)).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn mkdir(&mut self, line: &Statement) -> Done {
        if line.name == "mdir" && line.words.len() > 1 {
            return self.mls(line).await;
        }
        let (options, words) = line.options().map_err(Failure::from)?;
        let [name] = words else {
            return Err(Failure::from(line.usage()).into());
        };
        self.client().await?;
        let path = self.remote(name)?;
        let shown = self.shown(&path);
        if options.parents {
            return self.make_all(path).await;
        }
        let made = self.client().await?.make_new_dir(path.clone()).await;
        if let Err(problem) = made {
            return Err(self.hinted(problem, name, &path).await.into());
        }
        self.did(&format!("made folder {shown}"));
        Ok(())
    }

    /// `mkdir -p`: those above it too. What is there already is left as it is.
    async fn make_all(&mut self, path: RemotePath) -> Done {
        let mut missing = Vec::new();
        let mut at = path.clone();
        while !self.is_folder_there(&at).await? {
            let Some(above) = at.parent() else {
                break;
            };
            missing.push(std::mem::replace(&mut at, above));
        }
        if missing.is_empty() {
            self.note(&format!("{} is there already", self.shown(&path)));
        }
        for path in missing.into_iter().rev() {
            let shown = self.shown(&path);
            self.client().await?.make_new_dir(path).await?;
            self.did(&format!("made folder {shown}"));
        }
        Ok(())
    }

    /// Only CWD tells a folder on every server, also one that may not be listed.
    async fn is_folder_there(&mut self, path: &RemotePath) -> Result<bool, Trouble> {
        let line = [b"CWD ", path.as_bytes()].concat();
        let (code, _) = self.client().await?.raw(line).await?;
        Ok((200..300).contains(&code))
    }

    /// Where the folder above is missing, `mkdir -p` makes that too.
    async fn hinted(&mut self, problem: Problem, name: &str, path: &RemotePath) -> Problem {
        let above = path.parent().filter(|above| *above != self.there);
        let Some(above) = above.filter(|_| problem.cause == Cause::Refused) else {
            return problem;
        };
        if !matches!(self.is_folder_there(&above).await, Ok(false)) {
            return problem;
        }
        let above = self.shown(&above);
        let name = crate::model::text::display_safe_str(&shell_words::quote(name));
        problem.advice(format!(
            "{above} is not there: mkdir -p {name} makes it too."
        ))
    }

    pub(super) async fn rmdir(&mut self, line: &Statement) -> Done {
        let [name] = line.words.as_slice() else {
            return Err(Failure::from(line.usage()).into());
        };
        self.client().await?;
        let path = self.remote(name)?;
        let shown = self.shown(&path);
        self.ask_server(b"RMD ", &path, &format!("Removing {shown}"))
            .await?;
        self.did(&format!("removed folder {shown}"));
        Ok(())
    }

    pub(super) async fn rename(&mut self, line: &Statement) -> Done {
        let [from, to] = line.words.as_slice() else {
            return Err(Failure::from(line.usage()).into());
        };
        self.client().await?;
        let (from, to) = (self.remote(from)?, self.remote(to)?);
        let done = format!("renamed {} to {}", self.shown(&from), self.shown(&to));
        self.client().await?.rename(from, to).await?;
        self.did(&done);
        Ok(())
    }

    pub(super) async fn chmod(&mut self, line: &Statement) -> Done {
        let [mode, name] = line.words.as_slice() else {
            return Err(Failure::from(line.usage()).into());
        };
        let octal = u32::from_str_radix(mode, 8).is_ok_and(|mode| mode <= 0o7777);
        if !octal {
            let text = format!("`{mode}` is no mode: write it in octal, as 644 or 755");
            return Err(Failure::Usage(crate::model::text::display_safe_str(&text)).into());
        }
        self.client().await?;
        let path = self.remote(name)?;
        let shown = self.shown(&path);
        let command = format!("SITE CHMOD {mode} ");
        let what = format!("Setting the permissions of {shown}");
        self.ask_server(command.as_bytes(), &path, &what).await?;
        self.did(&format!("{shown} has mode {mode} now"));
        Ok(())
    }

    pub(super) async fn size(&mut self, line: &Statement) -> Done {
        let answer = self.ask_of_file(line, b"SIZE ", "size").await?;
        telling::print(&answer);
        Ok(())
    }

    pub(super) async fn modtime(&mut self, line: &Statement) -> Done {
        let answer = self.ask_of_file(line, b"MDTM ", "time").await?;
        telling::print(&time_val(&answer));
        Ok(())
    }

    async fn ask_of_file(
        &mut self,
        line: &Statement,
        command: &[u8],
        what: &str,
    ) -> Result<String, Trouble> {
        let [name] = line.words.as_slice() else {
            return Err(Failure::from(line.usage()).into());
        };
        self.client().await?;
        let path = self.remote(name)?;
        let what = format!("Asking for the {what} of {}", self.shown(&path));
        let lines = self.ask_server(command, &path, &what).await?;
        let first = lines.first().cloned().unwrap_or_default();
        let value = first.split_once(' ').map_or("", |(_, value)| value);
        Ok(value.trim().to_owned())
    }

    /// A command about a path; anything but a completion is a failure of `what`.
    async fn ask_server(
        &mut self,
        command: &[u8],
        path: &RemotePath,
        what: &str,
    ) -> Result<Vec<String>, Trouble> {
        let line = [command, path.as_bytes()].concat();
        let (code, lines) = self.client().await?.raw(line).await?;
        if (200..300).contains(&code) {
            return Ok(lines);
        }
        Err(explain::refused(what, code, &lines.join(" / ")).into())
    }

    /// `quote` and `site`: the reply is printed, whatever it is.
    pub(super) async fn quote(&mut self, typed: &str) -> Done {
        self.client().await?;
        let names = self.client().await?.names;
        let line = names.encode(typed);
        let line = line.map_err(|error| Failure::Usage(error.to_string()))?;
        let (code, lines) = self.client().await?.raw(line).await?;
        for line in &lines {
            telling::print(line);
        }
        if code >= 400 {
            return Err(Trouble::Told(ExitStatus::Refused));
        }
        self.has_done = true;
        Ok(())
    }

    pub(super) async fn mirror(&mut self, line: &Statement) -> Done {
        let (options, words) = line.options().map_err(Failure::from)?;
        let [source, target] = words else {
            return Err(Failure::from(line.usage()).into());
        };
        self.client().await?;
        let (remote, local) = if options.recursive {
            (self.remote(target)?, self.local(source))
        } else {
            (self.remote(source)?, self.local(target))
        };
        let arguments = MirrorArguments {
            source: source.into(),
            target: target.into(),
            upload: options.recursive,
            delete: options.delete,
            delete_all: false,
            max_delete: None,
            dry_run: options.dry_run,
        };
        let common = self.common.clone();
        let client = self.client().await?;
        let status = mirror::between(client, (remote, &local), &arguments, &common).await?;
        self.has_done = true;
        told(status)
    }

    pub(super) async fn doctor(&mut self) -> Done {
        let site = self.site().cloned();
        let site =
            site.ok_or_else(|| nothing("there is no site to examine: say open HOST first"))?;
        let arguments = DoctorArguments {
            url: String::new(),
            active: false,
            dial_announced: false,
            output: None,
        };
        let common = self.common.clone();
        told(doctor::examine(site, &arguments, &common).await?)
    }

    pub(super) async fn queue(&mut self) -> Done {
        let common = self.common.clone();
        told(queue::run(QueueArguments { verb: None }, &common).await?)
    }

    /// A path of the server, safe to show.
    pub(super) fn shown(&self, path: &RemotePath) -> String {
        let names = self.client.as_ref().map(|client| client.names);
        names.unwrap_or_default().shown(path.as_bytes())
    }

    pub(super) fn did(&mut self, what: &str) {
        self.has_done = true;
        self.note(what);
    }
}

fn told(status: ExitStatus) -> Done {
    match status {
        ExitStatus::Done => Ok(()),
        status => Err(Trouble::Told(status)),
    }
}
