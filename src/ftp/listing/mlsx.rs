//! MLSD and MLST, RFC 3659 section 7: the one form of listing that is standardized. Facts, one
//! blank, the name: what follows the first blank is the name, blanks and semicolons and all.

use super::date::{split_at_byte, time_val};
use super::eplf::octal;
use super::fields::{is_digits, number};
use crate::ftp::reply::without_telnet_doubling;
use crate::model::{Entry, EntryKind, Modified, Name, text};

/// What a line of MLSD or MLST is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// An entry of the directory, or the file that MLST was asked for.
    Entry(Entry),
    /// The directory itself or its parent (`cdir`, `pdir`).
    Directory(Entry),
}

/// Reads the line of facts in a reply to MLST (the middle one of the 250), with or without the
/// blank in front. The name is a path if the server says so. Telnet doubling is undone.
///
/// `None` if the line is not facts, a blank and a name.
pub fn parse_mlst_line(line: &[u8]) -> Option<Entry> {
    let single = without_telnet_doubling(line);
    // RFC 3659 section 7.2: on the control connection one blank comes first.
    let line = single.strip_prefix(b" ").unwrap_or(&single);
    match parse(line)? {
        Subject::Entry(entry) | Subject::Directory(entry) => Some(entry),
    }
}

/// Reads one line; `None` if it is not facts, a blank and a name.
pub(super) fn parse(line: &[u8]) -> Option<Subject> {
    let (facts, name) = split(line)?;
    let facts = Facts::read(facts)?;
    if name.is_empty() {
        return None;
    }
    let mut entry = Entry::new(Name::new(name), EntryKind::Other);
    let is_self = facts.set_kind(&mut entry);
    entry.size = facts.size;
    entry.modified = facts.modified;
    entry.mode = facts.mode;
    entry.takes_files = facts
        .perm
        .filter(|_| entry.kind == EntryKind::Dir)
        .map(|perm| perm.iter().any(|right| right.eq_ignore_ascii_case(&b'c')));
    entry.owner = facts.owner.map(|name| text::display_safe(name).into());
    entry.group = facts.group.map(|name| text::display_safe(name).into());
    Some(if is_self {
        Subject::Directory(entry)
    } else {
        Subject::Entry(entry)
    })
}

/// Facts and name. A link's target among the facts may have blanks in it; then the facts end at the
/// first blank after a semicolon.
fn split(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (facts, name) = split_at_byte(line, b' ')?;
    let is_cut = !facts.ends_with(b";") && find_link(facts).is_some();
    if !is_cut {
        return Some((facts, name));
    }
    match line.windows(2).position(|pair| pair == b"; ") {
        Some(at) => Some((line.get(..=at)?, line.get(at + 2..)?)),
        None => Some((facts, name)),
    }
}

fn find_link(facts: &[u8]) -> Option<usize> {
    facts
        .windows(6)
        .position(|part| part.eq_ignore_ascii_case(b"slink:"))
}

/// The facts we know, as the server sent them.
#[derive(Default)]
struct Facts<'a> {
    kind: &'a [u8],
    size: Option<u64>,
    modified: Option<Modified>,
    mode: Option<u32>,
    perm: Option<&'a [u8]>,
    owner: Option<&'a [u8]>,
    group: Option<&'a [u8]>,
}

impl<'a> Facts<'a> {
    /// `None` if they are not facts. A size or time that is a number but cannot be is left out; one
    /// that is no number at all makes the whole line doubtful.
    fn read(facts: &'a [u8]) -> Option<Self> {
        let mut read = Self::default();
        let mut names_of_owner = (None, None);
        for fact in facts
            .split(|byte| *byte == b';')
            .filter(|fact| !fact.is_empty())
        {
            let (name, value) = split_at_byte(fact, b'=')?;
            match name.to_ascii_lowercase().as_slice() {
                b"type" => read.kind = value,
                b"size" | b"sizd" if is_size(value) => read.size = number(value),
                b"modify" if is_time(value) => read.modified = time_val(value),
                b"size" | b"sizd" | b"modify" => return None,
                b"perm" => read.perm = Some(value),
                b"unix.mode" => read.mode = octal(value),
                b"unix.owner" | b"unix.uid" => read.owner = non_empty(value),
                b"unix.group" | b"unix.gid" => read.group = non_empty(value),
                b"unix.ownername" => names_of_owner.0 = non_empty(value),
                b"unix.groupname" => names_of_owner.1 = non_empty(value),
                _ => {}
            }
        }
        read.owner = names_of_owner.0.or(read.owner);
        read.group = names_of_owner.1.or(read.group);
        Some(read)
    }

    /// Sets kind and target; says whether the entry is the directory itself or its parent.
    fn set_kind(&self, entry: &mut Entry) -> bool {
        let kind = self.kind.to_ascii_lowercase();
        entry.kind = match kind.as_slice() {
            b"file" => EntryKind::File,
            b"dir" | b"cdir" | b"pdir" => EntryKind::Dir,
            b"link" | b"os.unix=symlink" | b"os.unix=slink" => EntryKind::Link,
            kind if kind.starts_with(b"os.unix=slink:") => {
                entry.link_target = find_link(self.kind)
                    .and_then(|at| self.kind.get(at + 6..))
                    .and_then(non_empty)
                    .map(<[u8]>::to_vec);
                EntryKind::Link
            }
            _ => EntryKind::Other,
        };
        matches!(kind.as_slice(), b"cdir" | b"pdir")
    }
}

fn non_empty(value: &[u8]) -> Option<&[u8]> {
    (!value.is_empty()).then_some(value)
}

/// Whether the value of `size` is meant as a number; some servers send -1 for what they do not know.
fn is_size(value: &[u8]) -> bool {
    value.is_empty() || is_digits(value.strip_prefix(b"-").unwrap_or(value))
}

/// Whether the value of `modify` is meant as a time.
fn is_time(value: &[u8]) -> bool {
    value
        .iter()
        .all(|byte| byte.is_ascii_digit() || *byte == b'.')
}

#[cfg(test)]
mod tests {
    use super::super::table::shown;
    use super::*;

    fn entry(line: &str) -> String {
        match parse(line.as_bytes()) {
            Some(Subject::Entry(entry)) => shown(&entry),
            Some(Subject::Directory(entry)) => format!("self: {}", shown(&entry)),
            None => "none".into(),
        }
    }

    #[test]
    fn facts_are_read_and_the_name_is_the_rest() {
        for (line, expected) in [
            (
                "Type=file;Size=951;Modify=20150813175250.5;UNIX.mode=0644; a b",
                "a b file 951 2015-08-13T17:52:50Z 644",
            ),
            (
                "type=dir;modify=20150813175250; d",
                "d dir 2015-08-13T17:52:50Z",
            ),
            ("TYPE=cdir; .", "self: . dir"),
            ("type=pdir; ..", "self: .. dir"),
            (
                "type=file;  leading; and trailing ",
                " leading; and trailing  file",
            ),
            ("type=OS.unix=slink:/to/it; l", "l link /to/it"),
            ("type=OS.unix=slink:/to it;size=3; l x", "l x link 3 /to it"),
            ("type=OS.unix=symlink; l", "l link"),
            ("type=OS.unix=slink:; l", "l link"),
            ("type=OS.unix=chr-13/29;unique==x; tty", "tty other"),
            ("type=file;size=;modify=;UNIX.mode=100644; e", "e file 644"),
            ("type=file;size=18446744073709551616; big", "big file"),
            ("type=file;size=-1; minus", "minus file"),
            ("type=file;modify=00000000000000; zero", "zero file"),
            ("type=file no semicolon", "no semicolon file"),
            (" bare", "bare other"),
            ("  ", "  other"),
        ] {
            assert_eq!(entry(line), expected, "{line}");
        }
    }

    #[test]
    fn what_is_not_facts_is_refused() {
        for line in [
            "",
            "name",
            "type=file;",
            "type=file; ",
            "type=file;x; name",
            "a name",
            "-rw-r--r--   1 root other 531 Jan 29 03:26 README",
            "type=file;modify=2014102206510x2.999; x",
            "type=file;size=many; x",
        ] {
            assert_eq!(entry(line), "none", "{line}");
        }
    }

    #[test]
    fn names_of_owners_go_before_numbers() {
        let line = b"UNIX.owner=11;UNIX.group=22;UNIX.ownername=ann; x";
        let Some(Subject::Entry(entry)) = parse(line) else {
            panic!("no entry")
        };
        assert_eq!(entry.owner.as_deref(), Some("ann"));
        assert_eq!(entry.group.as_deref(), Some("22"));
    }

    #[test]
    fn perm_tells_whether_files_may_be_made_in_a_folder() {
        let takes = |line: &[u8]| match parse(line) {
            Some(Subject::Entry(entry)) => entry.takes_files,
            _ => panic!("no entry"),
        };
        assert_eq!(takes(b"type=dir;perm=flcdmpe; x"), Some(true));
        assert_eq!(takes(b"type=dir;perm=EL; x"), Some(false));
        assert_eq!(takes(b"perm=el;type=dir; x"), Some(false));
        assert_eq!(takes(b"type=dir; x"), None);
        assert_eq!(takes(b"type=file;perm=r; x"), None);
    }

    #[test]
    fn mlst_lines_may_begin_with_a_blank_and_double_byte_255() {
        let entry = parse_mlst_line(b" type=cdir; /pub/\xff\xffx").unwrap();
        assert_eq!(entry.name.as_bytes(), b"/pub/\xffx");
        assert!(entry.is_dir());
        assert_eq!(
            parse_mlst_line(b"type=file;size=1; y").unwrap().size,
            Some(1)
        );
        assert_eq!(parse_mlst_line(b"End"), None);
    }
}
