//! What an upload is called on the server until it is whole.

use crate::engine::work::Token;
use crate::model::{Name, RemotePath};

/// How much of the token is in the name: 64 bits are enough for one folder.
const TOKEN: usize = 16;
/// The longest name that file systems take.
const LONGEST: usize = 255;

/// `.NAME.TOKEN.part` in the folder of `path`. A name that would be too long is cut.
pub(super) fn temporary(path: &RemotePath, token: &Token) -> RemotePath {
    let (Some(folder), Some(name)) = (path.parent(), path.name()) else {
        // The root is no file.
        return path.clone();
    };
    let token: String = token
        .0
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(TOKEN)
        .collect();
    let around = format!("..{token}.part");
    let room = LONGEST.saturating_sub(around.len());
    let mut temporary = vec![b'.'];
    temporary.extend_from_slice(cut(name.as_bytes(), room));
    temporary.extend_from_slice(format!(".{token}.part").as_bytes());
    folder.join(&Name::new(temporary))
}

/// The first bytes of a name, and no half of a letter if it is UTF-8.
fn cut(name: &[u8], room: usize) -> &[u8] {
    let head = name.get(..room).unwrap_or(name);
    if head.len() == name.len() {
        return name;
    }
    match std::str::from_utf8(head) {
        // The last letter is cut in two.
        Err(error) if error.error_len().is_none() => {
            head.get(..error.valid_up_to()).unwrap_or(head)
        }
        _ => head,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_of(path: &str, token: &str) -> String {
        let path = RemotePath::from_absolute(path.as_bytes());
        temporary(&path, &Token(token.into())).display()
    }

    #[test]
    fn it_is_beside_the_target_and_known_by_its_token() {
        let token = "0123456789abcdef0123456789abcdef";
        assert_eq!(
            name_of("/up/x.bin", token),
            "/up/.x.bin.0123456789abcdef.part"
        );
        assert_eq!(name_of("/x", "../a/b"), "/.x.ab.part");
    }

    #[test]
    fn a_long_name_is_cut_at_a_letter() {
        let long = format!("/{}", "ü".repeat(127));
        let name = RemotePath::from_absolute(long.as_bytes());
        let part = temporary(&name, &Token("f".repeat(32).into()));
        let part = part.name().unwrap();
        assert!(part.as_bytes().len() <= 255);
        assert!(std::str::from_utf8(part.as_bytes()).is_ok());
    }
}
