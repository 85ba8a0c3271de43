use super::*;
use crate::ftp::Reply;
use std::io;

fn local_cause_of(number: i32) -> (Cause, bool) {
    let problem = local("Writing x", &io::Error::from_raw_os_error(number));
    (problem.cause, problem.advice.is_some())
}

#[test]
fn what_the_system_says_is_told_apart() {
    for full in [libc::ENOSPC, libc::EDQUOT] {
        assert_eq!(local_cause_of(full), (Cause::NoRoom(Shore::Local), true));
    }
    for passing in [libc::EMFILE, libc::ENFILE, libc::ENOMEM] {
        assert_eq!(local_cause_of(passing), (Cause::Transient, true));
    }
    for lasting in [
        libc::EROFS,
        libc::EACCES,
        libc::ENAMETOOLONG,
        libc::EISDIR,
        libc::ENOTDIR,
        libc::ENOENT,
    ] {
        assert_eq!(local_cause_of(lasting), (Cause::Local, true), "{lasting}");
    }
    assert_eq!(local_cause_of(libc::EIO), (Cause::Local, false));
}

#[test]
fn what_the_server_says_of_room_is_told_apart() {
    let cause = |code: u16| {
        let reply = Reply::parse(format!("{code} x\r\n").as_bytes()).unwrap();
        let command = "STOR /x".into();
        failed("Uploading /x", &FtpError::Reply { command, reply }).cause
    };
    assert_eq!(cause(452), Cause::NoRoom(Shore::Remote));
    assert_eq!(cause(552), Cause::NoRoom(Shore::Remote));
    assert_eq!(cause(451), Cause::Transient);
    assert_eq!(cause(550), Cause::Refused);
    assert_eq!(cause(421), Cause::Connection);
}

#[test]
fn what_a_550_means_is_taken_from_its_words() {
    let advice = |words: &str| refused("Deleting /x", 550, words).advice.unwrap();
    let gone = "It is gone or has another name: list the folder again.";
    let denied = "This login may not do that there.";
    for (words, expected) in [
        ("550 /x: No such file or directory", gone),
        ("550 File not found", gone),
        ("550 /denied: No such file or directory", gone),
        ("550 /exists: Permission denied", denied),
        ("550 Operation not permitted", denied),
        (
            "550 x: Directory not empty",
            "Only an empty folder can be removed so.",
        ),
        (
            "550 Create directory operation failed: File exists",
            "The name is taken there.",
        ),
        (
            "550 Delete operation failed.",
            "It is not there, or this login may not do that.",
        ),
    ] {
        assert_eq!(advice(words), expected, "{words}");
    }
}
