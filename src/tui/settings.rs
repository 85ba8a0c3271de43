//! The user's files for the screen: writes what is changed, and reads them anew when they change on
//! the disk. On a thread of its own, since disks take their time.

use crate::app::{Keymap, Message, OwnKeys, SettingsJob, SettingsRead};
use crate::config::{edit, own, settings};
use crate::engine::{Cause, Problem};
use crate::fs::private;
use crate::model::text::display_safe_str;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedSender;

/// How long it must be quiet before files are read: an editor writes in several steps.
const QUIET: Duration = Duration::from_millis(100);

/// How long that is waited for at most.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is asked of the thread.
#[derive(Debug)]
pub(super) enum Ask {
    /// Write a setting.
    Write(SettingsJob),
    /// Something has changed in the folder.
    Touched(Touch),
}

/// What has changed in the folder, beside the files.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Touch {
    /// A theme.
    theme: bool,
    /// The folder itself: it may be gone, or another one.
    folder: bool,
}

/// What was read last, so that nothing is told twice.
#[derive(Debug, Default, PartialEq)]
struct Texts {
    settings: Option<String>,
    keys: Option<String>,
}

struct Keeper {
    file: PathBuf,
    answers: UnboundedSender<Message>,
    told: Texts,
    watcher: Option<RecommendedWatcher>,
}

/// Starts it: what it is asked in, messages out. It ends with the receiver of its messages. Without a
/// file it does nothing.
pub(super) fn start(file: Option<PathBuf>, answers: UnboundedSender<Message>) -> Sender<Ask> {
    let (asks, asked) = mpsc::channel();
    let Some(file) = file else { return asks };
    let touches = asks.clone();
    // Now, since the settings that hold were read a moment ago.
    let told = texts(&file);
    let run = move || {
        let mut keeper = Keeper {
            told,
            watcher: watcher(file.clone(), touches),
            file,
            answers,
        };
        // What changed before the watch stood is seen now.
        let folder = true;
        if keeper.read_anew(Touch {
            folder,
            ..Touch::default()
        }) {
            keeper.play(&asked);
        }
    };
    let thread = std::thread::Builder::new().name("settings".into());
    if let Err(error) = thread.spawn(run) {
        tracing::warn!("settings are not watched: {error}");
    }
    asks
}

/// Tells when one of the files is touched.
fn watcher(file: PathBuf, touches: Sender<Ask>) -> Option<RecommendedWatcher> {
    let heard = move |event: notify::Result<Event>| {
        let Ok(event) = event else { return };
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        let folder = file.parent();
        let theme = event.paths.iter().any(|path| {
            let above = path.parent();
            above.is_some_and(|above| above.ends_with("themes") && above.parent() == folder)
        });
        let keys = file.with_file_name("keys.toml");
        let own = event
            .paths
            .iter()
            .any(|path| *path == file || *path == keys);
        let folder = event.paths.iter().any(|path| Some(&**path) == folder);
        if own || theme || folder {
            // A screen that has ended wants to hear nothing.
            let _ = touches.send(Ask::Touched(Touch { theme, folder }));
        }
    };
    notify::recommended_watcher(heard)
        .inspect_err(|error| tracing::warn!("settings are not watched: {error}"))
        .ok()
}

impl Keeper {
    /// Watches the folder of the settings, as it is now, and the one above it, where it appears.
    fn watch(&mut self) {
        let (Some(folder), Some(watcher)) = (self.file.parent(), &mut self.watcher) else {
            return;
        };
        // The one that was watched may be another one that is gone; where none was, that is no harm.
        let _ = watcher.unwatch(folder);
        let above = folder.parent().unwrap_or(folder);
        let mut outcome = watcher.watch(above, RecursiveMode::NonRecursive);
        if folder.is_dir() {
            outcome = outcome.and(watcher.watch(folder, RecursiveMode::Recursive));
        }
        if let Err(error) = outcome {
            tracing::debug!("settings are not watched: {error}");
        }
    }

    fn play(&mut self, asked: &Receiver<Ask>) {
        while let Ok(ask) = asked.recv() {
            let mut touched: Option<Touch> = None;
            let mut next = Some(ask);
            let until = Instant::now() + PATIENCE;
            while let Some(ask) = next.take() {
                match ask {
                    Ask::Write(job) => self.write(&job),
                    Ask::Touched(Touch { theme, folder }) => {
                        let touch = touched.get_or_insert_default();
                        touch.theme |= theme;
                        touch.folder |= folder;
                    }
                }
                let quiet = until.saturating_duration_since(Instant::now()).min(QUIET);
                next = asked.recv_timeout(quiet).ok();
            }
            if touched.is_some_and(|touch| !self.read_anew(touch)) {
                return;
            }
        }
    }

    /// Tells what the files say now, if that is something new; whether anybody listens.
    fn read_anew(&mut self, touch: Touch) -> bool {
        if touch.folder {
            self.watch();
        }
        let texts = texts(&self.file);
        if texts == self.told && !touch.theme {
            return !self.answers.is_closed();
        }
        self.told = texts;
        let read = read(&self.file);
        self.answers.send(Message::Settings(read)).is_ok()
    }

    fn write(&mut self, job: &SettingsJob) {
        match write(&self.file, job) {
            Ok(()) => self.told = texts(&self.file),
            Err(problem) => {
                // Who has ended need not know.
                let _ = self.answers.send(Message::SettingNotKept(problem));
            }
        }
    }
}

fn texts(file: &Path) -> Texts {
    let read = |file: &Path| settings::read(file).ok();
    Texts {
        settings: read(file),
        keys: read(&file.with_file_name("keys.toml")),
    }
}

/// Reads the settings and the keys, and all that is wrong with them.
fn read(file: &Path) -> Result<Box<SettingsRead>, Vec<String>> {
    let settings = settings::read_all(Some(file)).map_err(|wrong| {
        let lines = wrong.iter().map(ToString::to_string);
        lines.collect::<Vec<_>>()
    })?;
    let own_keys = own_keys(Some(&file.with_file_name("keys.toml"))).map_err(|line| vec![line])?;
    Keymap::of(settings.keys, own_keys.as_ref()).map_err(|error| vec![error.to_string()])?;
    Ok(Box::new(SettingsRead { settings, own_keys }))
}

/// The user's own keys.
pub(super) fn own_keys(file: Option<&Path>) -> Result<Option<OwnKeys>, String> {
    let read = own::keys(file)?;
    Ok(read.map(|(file, text)| OwnKeys { file, text }))
}

fn write(file: &Path, job: &SettingsJob) -> Result<(), Problem> {
    let shown = display_safe_str(&file.display().to_string());
    let problem = |words: String| {
        Problem::new(
            Cause::Local,
            format!("Keeping {} in {shown} failed", job.key),
        )
        .words(words)
    };
    let failed = |error: io::Error| problem(error.to_string());
    let text = match settings::read(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failed(error)),
    };
    let changed = edit::set(&text, job.section, job.key, job.value.as_ref());
    let changed = changed.map_err(|((line, column), what)| {
        problem(format!("line {line}, column {column}: {what}")).advice("Put that right first.")
    })?;
    if changed == text {
        return Ok(());
    }
    private::rewrite(file, changed.as_bytes()).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::settings::Value;
    use tokio::sync::mpsc::unbounded_channel;

    fn job(value: &str) -> SettingsJob {
        SettingsJob {
            section: "queue",
            key: "verify",
            value: Some(Value::Text(value.into())),
        }
    }

    #[test]
    fn a_setting_is_written_into_what_is_there() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("twoport/config.toml");
        write(&file, &job("hash")).unwrap();
        assert_eq!(
            std::fs::read_to_string(&file).unwrap(),
            "[queue]\nverify = \"hash\"\n"
        );
        std::fs::write(&file, "# mine\n[queue] # patience\nverify = \"size\"\n").unwrap();
        write(&file, &job("full")).unwrap();
        assert_eq!(
            std::fs::read_to_string(&file).unwrap(),
            "# mine\n[queue] # patience\nverify = \"full\"\n"
        );
        std::fs::write(&file, "[queue\n").unwrap();
        let told = write(&file, &job("full")).unwrap_err().to_string();
        assert!(told.contains("line 1, column "), "{told}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "[queue\n");
    }

    fn theme() -> Ask {
        Ask::Touched(Touch {
            theme: true,
            ..Touch::default()
        })
    }

    /// Waits until so many tries are told.
    fn wait_for(told: &mut tokio::sync::mpsc::UnboundedReceiver<Message>, retries: u32) {
        loop {
            let Some(Message::Settings(Ok(read))) = told.blocking_recv() else {
                panic!("something else was told");
            };
            if read.settings.policy.retries == retries {
                break;
            }
        }
    }

    #[test]
    fn a_folder_that_is_made_again_is_watched_again() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("twoport");
        let file = folder.join("config.toml");
        let retries = |count| std::fs::write(&file, format!("[queue]\nretries = {count}\n"));
        std::fs::create_dir(&folder).unwrap();
        retries(7).unwrap();
        let (answers, mut told) = unbounded_channel();
        let asks = start(Some(file.clone()), answers);
        asks.send(theme()).unwrap();
        wait_for(&mut told, 7);
        for count in [8, 9] {
            std::fs::remove_dir_all(&folder).unwrap();
            std::fs::create_dir(&folder).unwrap();
            // Known to be watched once what is in it has been told.
            retries(count).unwrap();
            wait_for(&mut told, count);
            retries(count + 10).unwrap();
            wait_for(&mut told, count + 10);
        }
    }

    #[test]
    fn a_change_on_the_disk_is_told_and_so_is_what_is_wrong() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("config.toml");
        std::fs::write(&file, "").unwrap();
        let (answers, mut told) = unbounded_channel();
        let asks = start(Some(file.clone()), answers);
        // Asked after a first message, so that the watch is known to stand.
        asks.send(theme()).unwrap();
        assert!(matches!(
            told.blocking_recv(),
            Some(Message::Settings(Ok(_)))
        ));
        std::fs::write(&file, "[queue]\nretries = 9\n").unwrap();
        wait_for(&mut told, 9);
        std::fs::write(home.path().join("keys.toml"), "[panes]\nfly = []\n").unwrap();
        loop {
            match told.blocking_recv() {
                Some(Message::Settings(Ok(_))) => {}
                Some(Message::Settings(Err(wrong))) => {
                    assert!(
                        wrong[0].contains("keys.toml, line 2: no action `fly`"),
                        "{wrong:?}"
                    );
                    break;
                }
                other => panic!("{other:?}"),
            }
        }
    }
}
