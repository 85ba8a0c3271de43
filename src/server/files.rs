//! Directories, names and dates: everything about files that needs no data connection.

use super::commands::Command;
use super::listing::{self, Format};
use super::reply::{Next, Reply};
use super::session::Session;
use super::stamps::timed;
use super::tree;
use super::trouble::SizeAnswer;
use crate::model::RemotePath;
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

impl Session {
    /// Commands on files. `None`: it is not one of them.
    pub(super) fn answer_file(&mut self, command: &Command) -> Option<Next> {
        let name = command.argument.as_slice();
        let done = match command.verb.as_str() {
            "PWD" | "XPWD" => Ok(Reply::path(
                self.directory.as_bytes(),
                "is the current directory",
            )),
            "CWD" | "XCWD" => self.change_directory(name),
            "CDUP" | "XCUP" => self.change_directory(b".."),
            "MKD" | "XMKD" => self.make_directory(name),
            "RMD" | "XRMD" => self
                .place(name)
                .and_then(fs::remove_dir)
                .map(|()| Reply::new(250, "Removed")),
            "DELE" => self
                .place(name)
                .and_then(fs::remove_file)
                .map(|()| Reply::new(250, "Deleted")),
            "RNFR" => self.rename_from(name),
            "RNTO" => self.rename_to(name),
            "SIZE" => self.size(name),
            "MDTM" => self.modified(name),
            "MFMT" => self.set_modified(name),
            "MLST" => self.describe(name),
            "STAT" => self.status(name),
            "SITE" => self.site(name),
            verb => self.hash_of(verb, name)?,
        };
        Some(Next::Reply(
            done.unwrap_or_else(|error| Reply::refusal(&error)),
        ))
    }

    /// The argument as a path from the root.
    pub(super) fn path(&self, argument: &[u8]) -> io::Result<RemotePath> {
        tree::resolve(&self.directory, argument)
    }

    fn place(&self, argument: &[u8]) -> io::Result<PathBuf> {
        self.state.tree.place(&self.path(argument)?)
    }

    fn change_directory(&mut self, argument: &[u8]) -> io::Result<Reply> {
        let path = self.path(argument)?;
        if !self.state.tree.follow(&path)?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        self.directory = path;
        Ok(Reply::new(250, "Directory changed"))
    }

    fn make_directory(&self, argument: &[u8]) -> io::Result<Reply> {
        let path = self.path(argument)?;
        fs::create_dir(self.state.tree.place(&path)?)?;
        Ok(Reply::path(path.as_bytes(), "created"))
    }

    fn rename_from(&mut self, argument: &[u8]) -> io::Result<Reply> {
        let place = self.place(argument)?;
        fs::symlink_metadata(&place)?;
        self.settings.rename_from = Some(place);
        Ok(Reply::new(350, "Ready for RNTO"))
    }

    fn rename_to(&mut self, argument: &[u8]) -> io::Result<Reply> {
        let Some(from) = self.settings.rename_from.take() else {
            return Ok(Reply::new(503, "Send RNFR first"));
        };
        let to = self.place(argument);
        let taken = |to: &PathBuf| fs::symlink_metadata(to).is_ok();
        if !self.state.options.knows("RNTO REPLACE") && to.as_ref().is_ok_and(taken) {
            return Ok(Reply::new(550, "File exists"));
        }
        match to.and_then(|to| fs::rename(from, to)) {
            Ok(()) => Ok(Reply::new(250, "Renamed")),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(error),
            Err(_) => Ok(Reply::new(553, "Cannot rename to that name")),
        }
    }

    fn size(&self, argument: &[u8]) -> io::Result<Reply> {
        let metadata = fs::metadata(self.state.tree.follow(&self.path(argument)?)?)?;
        if !metadata.is_file() {
            return Ok(Reply::new(550, "Not a plain file"));
        }
        // RFC 3659 section 4: the size as it would be transferred, which TYPE A changes.
        if self.settings.ascii {
            return Ok(Reply::new(550, "SIZE is not allowed in ASCII mode"));
        }
        Ok(Reply::new(
            213,
            &match &self.state.options.trouble.size {
                SizeAnswer::True => metadata.len().to_string(),
                SizeAnswer::Off(more) => metadata.len().saturating_add_signed(*more).to_string(),
                SizeAnswer::Text(text) => text.clone(),
            },
        ))
    }

    /// `MDTM name`; with a time before the name it sets that, as several servers have it.
    fn modified(&self, argument: &[u8]) -> io::Result<Reply> {
        let ahead = self.state.options.clock_ahead;
        if self.state.options.knows("MDTM SET")
            && let Some((at, name)) = timed(argument)
        {
            self.touch(name, at - ahead)?;
            return Ok(Reply::new(213, "File modification time set."));
        }
        let metadata = fs::metadata(self.state.tree.follow(&self.path(argument)?)?)?;
        let at = listing::modified(&metadata) + ahead;
        Ok(Reply::new(213, &listing::stamp(at)))
    }

    /// `MFMT 20261122170300 name`, draft-somers-ftp-mfxx.
    fn set_modified(&self, argument: &[u8]) -> io::Result<Reply> {
        let Some((at, name)) = timed(argument) else {
            return Ok(Reply::new(501, "MFMT needs YYYYMMDDHHMMSS and a name"));
        };
        self.touch(name, at)?;
        Ok(Reply::new(213, &format!("Modify={};", listing::stamp(at))))
    }

    fn describe(&self, argument: &[u8]) -> io::Result<Reply> {
        let path = self.path(argument)?;
        let metadata = fs::metadata(self.state.tree.follow(&path)?)?;
        let kind = listing::kind(&metadata, None);
        let mut line = listing::facts(&metadata, &kind, &self.settings.facts);
        line.push(b' ');
        line.extend_from_slice(path.as_bytes());
        Ok(Reply::block(250, "Listing", &[line], "End"))
    }

    fn status(&self, argument: &[u8]) -> io::Result<Reply> {
        if argument.is_empty() {
            let kind = if self.settings.ascii { "A" } else { "I" };
            let lines = [format!("TYPE {kind}, STRU F, MODE S").into_bytes()];
            return Ok(Reply::block(211, "Status:", &lines, "End"));
        }
        let path = self.state.tree.follow(&self.path(argument)?)?;
        let above = self.state.tree.above(&path);
        let text = listing::render(&path, above, &Format::Long { hidden: false })?;
        let lines: Vec<Vec<u8>> = text
            .split(|byte| *byte == b'\n')
            .filter_map(|line| line.strip_suffix(b"\r"))
            .map(<[u8]>::to_vec)
            .collect();
        Ok(Reply::block(213, "Status:", &lines, "End"))
    }

    /// `SITE CHMOD 644 name`, `SITE UTIME 20261122170300 name`.
    fn site(&self, argument: &[u8]) -> io::Result<Reply> {
        let mut parts = argument.splitn(3, |byte| *byte == b' ');
        let verb = parts.next().unwrap_or_default();
        let verb_known = |verb: &str| self.state.options.knows(verb);
        if verb.eq_ignore_ascii_case(b"UTIME") && verb_known("SITE UTIME") {
            let rest = argument.get(verb.len() + 1..).unwrap_or_default();
            let Some((at, name)) = timed(rest) else {
                return Ok(Reply::new(501, "SITE UTIME needs a time and a name"));
            };
            self.touch(name, at - self.state.options.clock_ahead)?;
            return Ok(Reply::new(200, "Time changed"));
        }
        let mode = String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
        if !verb.eq_ignore_ascii_case(b"CHMOD") || !verb_known("SITE CHMOD") {
            return Ok(Reply::new(504, "SITE does not know that"));
        }
        let mode = u32::from_str_radix(&mode, 8)
            .ok()
            .filter(|mode| *mode <= 0o7777);
        let (Some(mode), Some(name)) = (mode, parts.next()) else {
            return Ok(Reply::new(501, "SITE CHMOD needs an octal mode and a name"));
        };
        let path = self.state.tree.follow(&self.path(name)?)?;
        fs::set_permissions(path, Permissions::from_mode(mode))?;
        Ok(Reply::new(200, "Mode changed"))
    }
}
