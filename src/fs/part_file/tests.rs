use super::*;
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::time::Duration;

struct Home {
    folder: tempfile::TempDir,
    target: PathBuf,
}

impl Home {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("x.bin");
        Self { folder, target }
    }

    fn place(&self) -> PartPlace {
        PartPlace::open(self.folder.path(), &self.target, "00ff").unwrap()
    }

    fn part(&self) -> PathBuf {
        self.folder.path().join(".x.bin.00ff.part")
    }

    fn filled(&self, bytes: &[u8]) -> PartFile {
        let part = self.place().begin().unwrap();
        let mut writer = part.writer(part.length().unwrap()).unwrap();
        writer.write_all(bytes).unwrap();
        part
    }

    fn names(&self) -> usize {
        std::fs::read_dir(self.folder.path()).unwrap().count()
    }
}

#[test]
fn what_is_there_already_to_the_byte_is_not_brought_a_second_time() {
    let bytes = vec![7; 300_000];
    let other = [&bytes[1..], &[8]].concat();
    for (there, same) in [(&bytes, true), (&other, false)] {
        let home = Home::new();
        std::fs::write(&home.target, there).unwrap();
        let finished = home.filled(&bytes).finish(Finish::default());
        match finished {
            Ok(()) => assert!(same),
            Err(error) => assert!(!same && error.kind() == io::ErrorKind::AlreadyExists),
        }
        assert_eq!(home.part().exists(), !same);
        assert!(std::fs::read(&home.target).unwrap() == *there);
    }
}

#[test]
fn the_final_name_appears_only_at_the_end_and_whole() {
    let home = Home::new();
    let part = home.filled(b"whole");
    assert!(!home.target.exists() && home.part().exists());
    let modified = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let finish = Finish {
        modified: Some(modified),
        mode: Some(0o4751),
        ..Finish::default()
    };
    part.finish(finish).unwrap();
    assert_eq!(std::fs::read(&home.target).unwrap(), b"whole");
    let found = std::fs::metadata(&home.target).unwrap();
    assert_eq!(found.modified().unwrap(), modified);
    assert_eq!(found.permissions().mode() & 0o7777, 0o751);
    assert_eq!(home.names(), 1);
    let facts = home.place().present().unwrap();
    assert_eq!(facts.size, Some(5));
    assert_eq!(facts.modified.unwrap().at.as_second(), 1_000_000_000);
}

#[test]
fn a_large_file_is_synced_with_its_folder() {
    let home = Home::new();
    let part = home.filled(&vec![7; usize::try_from(LARGE).unwrap()]);
    part.finish(Finish::default()).unwrap();
    assert_eq!(std::fs::metadata(&home.target).unwrap().len(), LARGE);
}

#[test]
fn the_folder_of_an_only_copy_is_synced_however_small_it_is() {
    let small = Finish::default();
    assert!(!small.syncs_folder(LARGE - 1) && small.syncs_folder(LARGE));
    let finish = Finish {
        only_copy: true,
        ..small
    };
    assert!(finish.syncs_folder(0));
    let home = Home::new();
    home.filled(b"small").finish(finish).unwrap();
    home.place().sync().unwrap();
    assert_eq!(home.names(), 1);
}

#[test]
fn what_is_there_stays_unless_it_is_to_be_replaced() {
    let home = Home::new();
    std::fs::write(&home.target, "old").unwrap();
    let error = home.filled(b"new").finish(Finish::default()).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(std::fs::read(&home.target).unwrap(), b"old");
    let part = home.place().begin().unwrap();
    assert_eq!(part.length().unwrap(), 3, "it is still there");
    let replace = Finish {
        replace: true,
        ..Finish::default()
    };
    part.finish(replace).unwrap();
    assert_eq!(std::fs::read(&home.target).unwrap(), b"new");
}

#[test]
fn without_the_flag_links_do_the_same() {
    let home = Home::new();
    let place = home.place();
    drop(home.filled(b"new"));
    let (part, name) = (place.part.clone(), place.name.clone());
    place.folder.hard_link(&part, &place.folder, &name).unwrap();
    let error = naming::rename_new(&place.folder, &part, &name).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
}

#[test]
fn a_part_outlives_its_try_and_goes_on_where_it_was() {
    let home = Home::new();
    drop(home.filled(b"one "));
    assert_eq!(home.place().length().unwrap(), Some(4));
    let part = home.filled(b"two");
    assert_eq!(part.read(2, 3).unwrap(), b"e t");
    let mut all = String::new();
    part.reader().unwrap().read_to_string(&mut all).unwrap();
    assert_eq!(all, "one two");
    part.writer(1).unwrap().write_all(b"X").unwrap();
    assert_eq!(part.length().unwrap(), 2, "what came after is cut");
    part.discard().unwrap();
    assert_eq!(home.names(), 0);
    home.place().discard().unwrap();
}

#[test]
fn a_part_that_is_written_is_not_opened_a_second_time() {
    let home = Home::new();
    let held = home.filled(b"x");
    let error = home.place().begin().unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::ResourceBusy);
    drop(held);
    home.place().begin().unwrap();
}

#[test]
fn nothing_is_written_through_a_link_or_a_second_name() {
    let home = Home::new();
    let canary = home.folder.path().join("canary");
    std::fs::write(&canary, "untouched").unwrap();
    symlink(&canary, home.part()).unwrap();
    for _ in 0..2 {
        let error = home.place().begin().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        std::fs::remove_file(home.part()).unwrap();
        std::fs::hard_link(&canary, home.part()).unwrap();
    }
    assert_eq!(std::fs::read(&canary).unwrap(), b"untouched");
}

#[test]
fn a_folder_that_becomes_a_link_leads_nowhere() {
    let home = Home::new();
    let outside = tempfile::tempdir().unwrap();
    symlink(outside.path(), home.folder.path().join("sub")).unwrap();
    let target = home.folder.path().join("sub/x");
    let error = PartPlace::open(home.folder.path(), &target, "t").unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotADirectory);
    let elsewhere = PartPlace::open(home.folder.path(), outside.path(), "t").unwrap_err();
    assert_eq!(elsewhere.kind(), io::ErrorKind::InvalidInput);
}

#[test]
fn the_present_file_is_copied_and_left_alone() {
    let home = Home::new();
    let part = home.place().begin().unwrap();
    part.take_up_present().unwrap();
    assert_eq!(part.length().unwrap(), 0, "there is nothing to take up");
    std::fs::write(&home.target, "begun").unwrap();
    part.take_up_present().unwrap();
    assert_eq!(part.read(0, 9).unwrap(), b"begun");
    part.writer(2).unwrap().write_all(b"xx").unwrap();
    assert_eq!(std::fs::read(&home.target).unwrap(), b"begun");
}

#[test]
fn any_token_makes_one_name_that_fits() {
    let name = OsString::from("n".repeat(255));
    for token in ["", "../../x", "a/b\0c", &"f".repeat(500)] {
        let part = naming::part_name(&name, token);
        assert!(part.len() <= 255 && part.as_encoded_bytes().starts_with(b".n"));
        assert!(!part.as_encoded_bytes().contains(&b'/'));
    }
    let wide = naming::part_name(&OsString::from("界".repeat(85)), &"f".repeat(32));
    assert!(wide.len() <= 255, "{}", wide.len());
}
