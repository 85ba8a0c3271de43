//! A download's file while it is not whole: in the target folder, under a name nobody can guess,
//! never reached through a link. It gets its final name only when it is proved complete, and it
//! outlives a failed try and the process, so that the next try can go on with it.

mod naming;

use super::local::to_the_second;
use super::rooted;
use crate::model::FileFacts;
use cap_fs_ext::{FollowSymlinks, OpenOptionsFollowExt as _};
use cap_std::fs::{Dir, MetadataExt as _, OpenOptions, OpenOptionsExt as _};
use rustix::fs::{FlockOperation, Mode, OFlags, flock, openat};
use std::ffi::OsString;
use std::fs::{File, Permissions};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::SystemTime;

/// From this size on the folder is synced too, so that the new name outlives a power cut.
const LARGE: u64 = 1024 * 1024;
/// Two files are compared so many bytes at a time.
const COMPARED: usize = 128 * 1024;

/// Where a download goes: a folder that is held open, the final name in it and the part's.
#[derive(Debug)]
pub struct PartPlace {
    folder: Dir,
    name: OsString,
    part: OsString,
}

/// A part that is open for writing.
#[derive(Debug)]
pub struct PartFile {
    place: PartPlace,
    file: File,
}

/// How a part becomes the file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Finish {
    /// A file of the final name is replaced; otherwise it stays, and the error is `AlreadyExists`.
    pub replace: bool,
    /// The time to set.
    pub modified: Option<SystemTime>,
    /// The permissions to set. What lets a program run as another user is left out.
    pub mode: Option<u32>,
    /// It is to be the only copy: its name outlives a power cut before anything else happens, however
    /// small it is.
    pub only_copy: bool,
}

impl Finish {
    /// Whether the folder is synced, too.
    fn syncs_folder(self, length: u64) -> bool {
        self.only_copy || length >= LARGE
    }
}

impl PartPlace {
    /// The place of `target`, which is below `root`. Its folder is opened without following a link
    /// below `root`.
    ///
    /// # Errors
    /// The system's; `InvalidInput` for a target that is not below the root.
    pub fn open(root: &Path, target: &Path, token: &str) -> io::Result<Self> {
        let mut steps = rooted::steps(root, target)?;
        let name = steps.pop().ok_or(io::ErrorKind::InvalidInput)?;
        Ok(Self {
            folder: rooted::open_below(root, &steps)?,
            name: name.to_owned(),
            part: naming::part_name(name, token),
        })
    }

    /// Bytes of the part that is there; `None` where there is none.
    ///
    /// # Errors
    /// The system's; `AlreadyExists` where something else has its name.
    pub fn length(&self) -> io::Result<Option<u64>> {
        match self.folder.symlink_metadata(&self.part) {
            Ok(found) if found.is_file() && found.nlink() == 1 => Ok(Some(found.len())),
            Ok(_) => Err(not_ours()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What is known of the file that has the final name; `None` where no plain file has it.
    pub fn present(&self) -> Option<FileFacts> {
        let found = self.folder.symlink_metadata(&self.name).ok()?;
        let modified = found
            .modified()
            .ok()
            .map(cap_std::time::SystemTime::into_std);
        found.is_file().then(|| FileFacts {
            size: Some(found.len()),
            modified: modified.and_then(to_the_second),
        })
    }

    /// Opens the part, or makes it.
    ///
    /// # Errors
    /// The system's; `AlreadyExists` where something that is not our part has its name,
    /// `ResourceBusy` where somebody else writes it.
    pub fn begin(self) -> io::Result<PartFile> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).follow(FollowSymlinks::No);
        options.custom_flags(nonblocking());
        if self.length()?.is_none() {
            options.create_new(true).mode(0o666);
        }
        let file = self.folder.open_with(&self.part, &options)?;
        let found = file.metadata()?;
        let ours = found.uid() == rustix::process::geteuid().as_raw();
        if !(found.is_file() && found.nlink() == 1 && ours) {
            return Err(not_ours());
        }
        let file = file.into_std();
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Err(rustix::io::Errno::WOULDBLOCK) => Err(io::Error::new(
                io::ErrorKind::ResourceBusy,
                "another transfer still writes this part",
            )),
            // Some file systems know no locks.
            _ => Ok(PartFile { place: self, file }),
        }
    }

    /// Puts the folder on the disk, so that the names in it outlive a power cut.
    ///
    /// # Errors
    /// The system's.
    pub fn sync(&self) -> io::Result<()> {
        // The handle that is held is good for looking up names only.
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        File::from(openat(&self.folder, ".", flags, Mode::empty())?).sync_all()
    }

    /// Removes the part, if there is one.
    ///
    /// # Errors
    /// The system's.
    pub fn discard(&self) -> io::Result<()> {
        match self.folder.remove_file(&self.part) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

impl PartFile {
    /// Bytes that are in it.
    ///
    /// # Errors
    /// The system's.
    pub fn length(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    /// Bytes `from` on, up to `count` of them.
    ///
    /// # Errors
    /// The system's.
    pub fn read(&self, from: u64, count: u64) -> io::Result<Vec<u8>> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        file.take(count).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Cuts it to so many bytes, and gives a handle that writes after them from another thread.
    ///
    /// # Errors
    /// The system's.
    pub fn writer(&self, after: u64) -> io::Result<File> {
        if self.length()? != after {
            self.file.set_len(after)?;
        }
        let mut writer = self.file.try_clone()?;
        writer.seek(SeekFrom::Start(after))?;
        Ok(writer)
    }

    /// A handle that reads it from the beginning, from another thread.
    ///
    /// # Errors
    /// The system's.
    pub fn reader(&self) -> io::Result<File> {
        let mut reader = self.file.try_clone()?;
        reader.rewind()?;
        Ok(reader)
    }

    /// Fills the part with the file that has the final name, if there is one, to go on with that.
    /// Where the file system can, the two share their blocks.
    ///
    /// # Errors
    /// The system's; `InvalidInput` for what is no plain file.
    pub fn take_up_present(&self) -> io::Result<()> {
        let Some(mut present) = self.open_present()? else {
            return Ok(());
        };
        let mut writer = self.writer(0)?;
        io::copy(&mut present, &mut writer).map(drop)
    }

    fn open_present(&self) -> io::Result<Option<File>> {
        let mut options = OpenOptions::new();
        options.read(true).follow(FollowSymlinks::No);
        options.custom_flags(nonblocking());
        let present = match self.place.folder.open_with(&self.place.name, &options) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            present => present?.into_std(),
        };
        if present.metadata()?.is_file() {
            return Ok(Some(present));
        }
        let error = io::ErrorKind::InvalidInput;
        Err(io::Error::new(error, "not a plain file"))
    }

    /// The file that has the final name, if it is to the byte what the part is.
    fn alike(&self) -> io::Result<Option<File>> {
        let Some(present) = self.open_present()? else {
            return Ok(None);
        };
        if present.metadata()?.len() != self.length()? {
            return Ok(None);
        }
        let mut ours = BufReader::with_capacity(COMPARED, self.reader()?);
        let mut theirs = BufReader::with_capacity(COMPARED, &present);
        loop {
            let (one, other) = (ours.fill_buf()?, theirs.fill_buf()?);
            let count = one.len().min(other.len());
            if one.get(..count) != other.get(..count) {
                return Ok(None);
            }
            if count == 0 {
                let both = one.is_empty() && other.is_empty();
                return Ok(both.then_some(present));
            }
            ours.consume(count);
            theirs.consume(count);
        }
    }

    /// Puts everything on the disk and gives the file its final name. Where a file that is the same to
    /// the byte has that name already, the part is no longer needed.
    ///
    /// # Errors
    /// The system's, of syncing, setting time or permissions, or renaming. The part is still there,
    /// unless it was the folder that could not be synced.
    pub fn finish(&self, finish: Finish) -> io::Result<()> {
        let syncs_folder = finish.syncs_folder(self.length()?);
        if let Some(mode) = finish.mode {
            self.file
                .set_permissions(Permissions::from_mode(mode & 0o777))?;
        }
        if let Some(modified) = finish.modified {
            self.file.set_modified(modified)?;
        }
        // After this there is nothing left that closing could still report.
        self.file.sync_data()?;
        let PartPlace { folder, name, part } = &self.place;
        if finish.replace {
            folder.rename(part, folder, name)?;
        } else if let Err(error) = naming::rename_new(folder, part, name) {
            let taken = error.kind() == io::ErrorKind::AlreadyExists;
            // A run that was killed may have got as far as this.
            let alike = self.alike().ok().flatten().filter(|_| taken);
            alike.ok_or(error)?.sync_all()?;
            self.place.discard()?;
        }
        if syncs_folder {
            self.place.sync()?;
        }
        Ok(())
    }

    /// Removes it.
    ///
    /// # Errors
    /// The system's.
    pub fn discard(&self) -> io::Result<()> {
        self.place.discard()
    }
}

/// Not waiting is for what is no plain file: opening a pipe would wait for its other end.
fn nonblocking() -> i32 {
    i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default()
}

fn not_ours() -> io::Error {
    io::Error::new(
        io::ErrorKind::AlreadyExists,
        "something that is not our part has the part's name",
    )
}

#[cfg(test)]
mod tests;
