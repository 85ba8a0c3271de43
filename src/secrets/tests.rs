//! Keeping and finding again, with a keyring that is a table and one that is not there.

use super::*;
use secrecy::ExposeSecret as _;
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::{Arc, Mutex};

#[derive(Clone, Debug, Default)]
struct Table(Arc<Mutex<BTreeMap<String, String>>>);

impl Keyring for Table {
    fn is_there(&self) -> bool {
        true
    }

    fn get(&self, label: &str) -> Result<Option<SecretString>, KeyringError> {
        let found = self.0.lock().unwrap().get(label).cloned();
        Ok(found.map(SecretString::from))
    }

    fn set(&self, label: &str, password: &SecretString) -> Result<(), KeyringError> {
        let password = password.expose_secret().to_owned();
        self.0.lock().unwrap().insert(label.to_owned(), password);
        Ok(())
    }

    fn delete(&self, label: &str) -> Result<(), KeyringError> {
        self.0.lock().unwrap().remove(label);
        Ok(())
    }
}

#[derive(Debug)]
struct Absent;

impl Keyring for Absent {
    fn is_there(&self) -> bool {
        false
    }

    fn get(&self, _: &str) -> Result<Option<SecretString>, KeyringError> {
        Err(KeyringError::Missing)
    }

    fn set(&self, _: &str, _: &SecretString) -> Result<(), KeyringError> {
        Err(KeyringError::Missing)
    }

    fn delete(&self, _: &str) -> Result<(), KeyringError> {
        Err(KeyringError::Missing)
    }
}

fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

fn login(user: &str) -> Login {
    Login::new(user, "NAS.example", 21)
}

/// Passwords in a folder of their own, without a keyring.
fn place() -> (tempfile::TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("data/passwords");
    (home, path)
}

fn opened(path: &Path) -> Passwords {
    Passwords::with_keyring(Some(path.to_owned()), Box::new(Absent))
}

fn unlocked(path: &Path, master: &str) -> Passwords {
    let mut passwords = opened(path);
    passwords.unlock(&secret(master)).unwrap();
    passwords
}

fn found(passwords: &Passwords, user: &str) -> Option<String> {
    let found = passwords.find(&login(user)).unwrap();
    found.map(|password| password.expose_secret().to_owned())
}

#[test]
fn what_is_kept_is_found_again_with_the_master_password_only() {
    let (_home, path) = place();
    assert_eq!(found(&opened(&path), "anna"), None);
    let refused = opened(&path).keep(&login("anna"), &secret("one"), Shelf::File);
    assert!(matches!(refused, Err(PasswordError::Locked { new: true })));
    let first = unlocked(&path, "master");
    first
        .keep(&login("anna"), &secret("pässword"), Shelf::File)
        .unwrap();
    first.keep(&login("bob"), &secret(""), Shelf::File).unwrap();
    let mut later = opened(&path);
    assert!(matches!(
        later.find(&login("anna")),
        Err(PasswordError::Locked { new: false })
    ));
    assert_eq!(later.shelf(&login("anna")).unwrap(), Some(Shelf::File));
    assert!(matches!(
        later.unlock(&secret("Master")),
        Err(PasswordError::WrongMaster)
    ));
    later.unlock(&secret("master")).unwrap();
    assert_eq!(found(&later, "anna").as_deref(), Some("pässword"));
    assert_eq!(found(&later, "bob").as_deref(), Some(""));
    assert_eq!(found(&later, "carl"), None);
    let labels: Vec<_> = later
        .list()
        .unwrap()
        .into_iter()
        .map(|(label, _)| label)
        .collect();
    assert_eq!(labels, ["anna@nas.example:21", "bob@nas.example:21"]);
    later
        .keep(&login("anna"), &secret("new"), Shelf::File)
        .unwrap();
    assert_eq!(
        found(&unlocked(&path, "master"), "anna").as_deref(),
        Some("new")
    );
    assert!(later.forget("anna@nas.example:21").unwrap());
    assert!(!later.forget("anna@nas.example:21").unwrap());
    assert_eq!(found(&unlocked(&path, "master"), "anna"), None);
}

#[test]
fn nothing_of_it_stands_in_the_file_and_it_is_the_owners_alone() {
    let (_home, path) = place();
    let passwords = unlocked(&path, "master word");
    passwords
        .keep(&login("anna"), &secret("canary word"), Shelf::File)
        .unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(
        !text.contains("canary") && !text.contains("master"),
        "{text}"
    );
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let error = passwords.find(&login("anna")).unwrap_err().to_string();
    assert!(error.contains("chmod 600"), "{error}");
    let printed = format!("{passwords:?}");
    assert!(!printed.contains("master word"), "{printed}");
}

/// Each byte of the file, changed or cut off: it is told as damage, or as a wrong master password
/// never, and nothing else comes out than what was kept.
#[test]
fn a_damaged_file_is_told_from_a_wrong_master_password() {
    let (_home, path) = place();
    let passwords = unlocked(&path, "master");
    passwords
        .keep(&login("anna"), &secret("one"), Shelf::File)
        .unwrap();
    let whole = std::fs::read(&path).unwrap();
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        for bytes in [&changed[..], &whole[..at]] {
            assert!(Book::parse(bytes).is_err(), "{at}");
        }
    }
    std::fs::write(&path, &whole[..whole.len() - 5]).unwrap();
    let error = opened(&path).unlock(&secret("master")).unwrap_err();
    assert!(matches!(error, PasswordError::Damaged { .. }), "{error}");
    let text = error.to_string();
    assert!(
        text.contains("passwords is damaged (its checksum is not right)"),
        "{text}"
    );
    assert!(text.contains("Move it away"), "{text}");
    let refused = passwords.keep(&login("bob"), &secret("two"), Shelf::File);
    assert!(matches!(refused, Err(PasswordError::Damaged { .. })));
    assert_eq!(
        std::fs::read(&path).unwrap(),
        &whole[..whole.len() - 5],
        "left alone"
    );
}

/// Who may write the file but does not know the master password cannot give one server's password to
/// another.
#[test]
fn a_password_does_not_open_under_another_label() {
    let (_home, path) = place();
    let passwords = unlocked(&path, "master");
    passwords
        .keep(&login("anna"), &secret("one"), Shelf::File)
        .unwrap();
    let mut book = Book::parse(&std::fs::read(&path).unwrap()).unwrap();
    let kept = book.remove("anna@nas.example:21").unwrap();
    book.put("anna@evil.example:21".into(), kept);
    private::replace(&path, book.text().unwrap().as_bytes()).unwrap();
    let error = unlocked(&path, "master").find(&Login::new("anna", "evil.example", 21));
    assert!(matches!(error, Err(PasswordError::Damaged { .. })));
}

#[test]
fn a_key_that_would_use_up_the_memory_and_another_format_are_refused() {
    let (_home, path) = place();
    let passwords = unlocked(&path, "master");
    passwords
        .keep(&login("anna"), &secret("one"), Shelf::File)
        .unwrap();
    let book = Book::parse(&std::fs::read(&path).unwrap()).unwrap();
    let lock = book.lock().unwrap();
    let mut greedy = Book::default();
    greedy.lock_with(seal::Lock {
        parameters: seal::Parameters {
            memory: u32::MAX,
            ..lock.parameters()
        },
        proof: lock.proof.clone(),
    });
    assert!(Book::parse(greedy.text().unwrap().as_bytes()).is_err());
    let newer = book
        .text()
        .unwrap()
        .replacen("passwords 1 ", "passwords 2 ", 1);
    let error = Book::parse(newer.as_bytes()).unwrap_err();
    assert!(error.contains("format 2"), "{error}");
}

#[test]
fn the_keyring_is_asked_only_for_what_it_has() {
    let (_home, path) = place();
    let table = Table::default();
    let open = || Passwords::with_keyring(Some(path.clone()), Box::new(table.clone()));
    table
        .set("bob@nas.example:21", &secret("not ours"))
        .unwrap();
    assert_eq!(found(&open(), "bob"), None);
    open()
        .keep(&login("anna"), &secret("one"), Shelf::Keyring)
        .unwrap();
    assert_eq!(found(&open(), "anna").as_deref(), Some("one"));
    assert_eq!(open().shelf(&login("anna")).unwrap(), Some(Shelf::Keyring));
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains("one"), "{text}");
    // It goes from there when it comes into the file.
    let mut passwords = open();
    passwords.unlock(&secret("master")).unwrap();
    passwords
        .keep(&login("anna"), &secret("two"), Shelf::File)
        .unwrap();
    assert_eq!(table.get("anna@nas.example:21").unwrap().map(|_| ()), None);
    assert_eq!(found(&passwords, "anna").as_deref(), Some("two"));
    open()
        .keep(&login("anna"), &secret("three"), Shelf::Keyring)
        .unwrap();
    assert!(open().forget("anna@nas.example:21").unwrap());
    assert_eq!(table.0.lock().unwrap().len(), 1, "only what is not ours");
}

#[test]
fn a_keyring_that_fails_leaves_what_is_kept() {
    let (_home, path) = place();
    let passwords = unlocked(&path, "master");
    passwords
        .keep(&login("anna"), &secret("one"), Shelf::File)
        .unwrap();
    let refused = passwords.keep(&login("anna"), &secret("two"), Shelf::Keyring);
    assert!(matches!(refused, Err(PasswordError::Keyring(_))));
    assert_eq!(found(&passwords, "anna").as_deref(), Some("one"));
}
