use super::*;
use proptest::prelude::*;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;

const FILE: &str = r#"# My sites.

# The box under the stairs.
[sites."home/nas"]
host = "192.168.1.9" # it moves sometimes
port = 2121
limit_up = "500k"

[sites.web]
host = "ftp.example.org"
user = "anna"
"#;

fn site(name: &str, host: &str) -> StoredSite {
    StoredSite::new(name, host).unwrap()
}

fn put(before: Option<StoredSite>, site: StoredSite) -> Change {
    Change::Put {
        before: before.map(Box::new),
        site: Box::new(site),
    }
}

#[test]
fn sites_are_read_with_what_is_set() {
    let book = parse(FILE).unwrap();
    let nas = book.get("home/nas").unwrap();
    assert_eq!(
        (nas.host(), nas.get(SiteKey::Port)),
        ("192.168.1.9", Some("2121"))
    );
    assert_eq!(book.len(), 2);
    assert!(parse("").unwrap().is_empty());
}

#[test]
fn a_change_leaves_comments_and_all_else_as_they_are() {
    let book = parse(FILE).unwrap();
    let before = book.get("home/nas").unwrap().clone();
    let mut after = before.clone();
    after.set(SiteKey::Host, "192.168.1.10").unwrap();
    after.set(SiteKey::Port, "").unwrap();
    after.set(SiteKey::KeepAlive, "30").unwrap();
    after.name = "work/nas".into();
    let text = edited(FILE, &put(Some(before), after)).unwrap();
    let expected = FILE
        .replace("home/nas", "work/nas")
        .replace("1.9\"", "1.10\"")
        .replace("port = 2121\n", "")
        .replace("\"500k\"\n", "\"500k\"\nkeep_alive = 30\n");
    assert_eq!(text, expected);
}

#[test]
fn of_a_site_that_another_program_changed_too_only_what_differs_is_written() {
    let before = parse(FILE).unwrap().get("web").unwrap().clone();
    let mut after = before.clone();
    after.set(SiteKey::Mode, "active").unwrap();
    let meanwhile = FILE.replace("anna", "berta");
    let text = edited(&meanwhile, &put(Some(before), after)).unwrap();
    let web = parse(&text).unwrap().get("web").unwrap().clone();
    assert_eq!(web.get(SiteKey::User), Some("berta"));
    assert_eq!(web.get(SiteKey::Mode), Some("active"));
}

#[test]
fn a_removed_site_takes_its_own_comment_along_and_no_other() {
    let text = edited(FILE, &Change::Remove("home".into())).unwrap();
    assert!(text.starts_with("# My sites.\n"), "{text}");
    assert!(!text.contains("stairs") && !text.contains("nas"), "{text}");
    let text = edited(&text, &Change::Remove("web".into())).unwrap();
    assert_eq!(text.trim(), "# My sites.");
    let text = edited(&text, &put(None, site("new", "h"))).unwrap();
    assert_eq!(text, "# My sites.\n\n[sites.new]\nhost = \"h\"\n");
}

#[test]
fn folders_are_renamed_with_what_is_in_them() {
    let change = |from: &str, to: &str| Change::Rename {
        from: from.into(),
        to: to.into(),
    };
    let text = edited(FILE, &change("home", "old/home")).unwrap();
    assert!(
        parse(&text).unwrap().get("old/home/nas").is_some(),
        "{text}"
    );
    assert!(text.contains("stairs"));
    for (from, to) in [
        ("home", "home/x"),
        ("web", "home/nas"),
        ("none", "x"),
        ("web", "a:b"),
    ] {
        assert!(edited(FILE, &change(from, to)).is_err(), "{from} {to}");
    }
}

#[test]
fn what_is_wrong_is_told_with_line_and_column() {
    let wrong = "[sites.a]\nhost = \"h\"\nport = 70000\nmodus = 1\n\n[sites.b]\nuser = \"x\"\npassword = \"p\"\n";
    let told: Vec<String> = parse(wrong)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(
        told[0].starts_with("line 3, column 8: `port` will not do"),
        "{told:?}"
    );
    assert!(
        told[1].starts_with("line 4, column 1: there is no setting `modus`"),
        "{told:?}"
    );
    assert!(
        told.iter().any(|line| line.contains("a site needs a host")),
        "{told:?}"
    );
    assert!(
        told.iter()
            .any(|line| line.contains("passwords do not stand here")),
        "{told:?}"
    );
    let broken = parse("[sites.a\n").unwrap_err();
    assert_eq!(broken[0].place.map(|(line, _)| line), Some(1));
    let twice = format!("{FILE}\n[sites.web]\nhost = \"x\"\n");
    assert!(parse(&twice).is_err());
}

#[test]
fn a_name_that_is_taken_is_not_written_over() {
    for name in ["web", "home"] {
        let error = edited(FILE, &put(None, site(name, "h"))).unwrap_err();
        assert!(error.to_string().contains("already"), "{error}");
    }
}

#[test]
fn the_file_is_the_owners_alone_and_a_broken_one_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("twoport/sites.toml");
    assert!(load(&file).unwrap().is_empty());
    change(&file, &put(None, site("a", "h"))).unwrap();
    let book = change(&file, &put(None, site("b", "h"))).unwrap();
    assert_eq!(book.len(), 2);
    let mode = fs::metadata(&file).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.starts_with(HEADER), "{text}");
    fs::write(&file, "[sites.a]\nhost = 3 4\n").unwrap();
    let error = change(&file, &put(None, site("c", "h"))).unwrap_err();
    assert!(error.to_string().contains("sites.toml, line 2"), "{error}");
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        "[sites.a]\nhost = 3 4\n"
    );
}

#[test]
fn a_file_that_is_kept_elsewhere_stays_there() {
    let folder = tempfile::tempdir().unwrap();
    let (link, file) = (
        folder.path().join("sites.toml"),
        folder.path().join("dotfiles"),
    );
    fs::write(&file, "").unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    change(&link, &put(None, site("a", "h"))).unwrap();
    let text = fs::read_to_string(&file).unwrap();
    replace(&link, &text, &format!("{text}# mine\n")).unwrap();
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert!(fs::read_to_string(&file).unwrap().ends_with("# mine\n"));
}

#[test]
fn many_programs_at_once_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sites.toml");
    std::thread::scope(|scope| {
        for number in 0..8 {
            let file = &file;
            scope.spawn(move || {
                for turn in 0..5 {
                    let new = site(&format!("p{number}/s{turn}"), "h");
                    change(file, &put(None, new)).unwrap();
                }
            });
        }
    });
    assert_eq!(load(&file).unwrap().len(), 40);
}

proptest! {
    #[test]
    fn no_text_panics(text in "(\\[sites\\.[a-z\"/:]{0,5}\\]\n|host = \"?[a-z.]{0,4}\"?\n|port = [0-9_]{0,6}\n|# .\n|\\PC|\n){0,10}") {
        if parse(&text).is_ok() {
            let added = edited(&text, &put(None, site("unheard of", "h"))).unwrap();
            prop_assert!(parse(&added).unwrap().get("unheard of").is_some());
            let gone = edited(&added, &Change::Remove("unheard of".into())).unwrap();
            prop_assert_eq!(parse(&gone), parse(&text));
        }
    }
}
