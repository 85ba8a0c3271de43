//! A server that says every byte there is, in its banner, its message of the day, names, SYST, 257
//! and refusals. The screen is the same as with a server that says what is shown for them.

use crate::program::{Side, half};
use crate::support::pty::{LIMIT, Launch, Screen};
use crate::support::terminal::lines;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;
use twoport::model::text::display_safe;

/// Columns and rows: all of the names are in sight.
const LARGE: (u16, u16) = (200, 100);

/// All bytes that can stand in a line, four at a time.
fn pieces() -> Vec<Vec<u8>> {
    let bytes: Vec<u8> = (0..=u8::MAX)
        .filter(|byte| !b"\r\n/".contains(byte))
        .collect();
    let mut pieces: Vec<Vec<u8>> = bytes
        .chunks(4)
        .map(|four| [b"<", four, b">"].concat())
        .collect();
    pieces.push("<\u{9b}2J\u{202e}\u{200b}\u{feff}\u{e0041}>".into());
    pieces.push(b"<\x1b]0;owned\x07\x1b[2J\x1bP1\x1b\\\x9d0;x\x9c>".to_vec());
    pieces
}

/// What is said of a piece: itself, or what is shown for it.
fn said(piece: &[u8], raw: bool) -> Vec<u8> {
    if raw {
        piece.to_vec()
    } else {
        display_safe(piece).into_bytes()
    }
}

/// A reply of many lines with every byte in it.
fn long_reply(code: &str, raw: bool) -> Vec<u8> {
    let mut reply = Vec::new();
    for piece in pieces() {
        reply.extend([code.as_bytes(), b"-", &said(&piece, raw), b"\r\n"].concat());
    }
    reply.extend([code.as_bytes(), b" end\r\n"].concat());
    reply
}

fn listing(raw: bool) -> Vec<u8> {
    let lines = pieces().into_iter().enumerate().map(|(number, piece)| {
        let facts = format!("type=file;size=7;modify=20260101000000; {number:02}");
        [facts.as_bytes(), &said(&piece, raw), b"\r\n"].concat()
    });
    lines.flatten().collect()
}

/// One session: `raw` says the bytes themselves.
fn serve(stream: TcpStream, raw: bool) {
    let mut out = stream.try_clone().unwrap();
    let mut data = None;
    out.write_all(&long_reply("220", raw)).unwrap();
    // What comes back has every byte in it as well.
    for line in BufReader::new(stream).split(b'\n') {
        let Ok(line) = line else { return };
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        let piece = said(b"\x1b[31m\x07\x9b2J", raw);
        let reply = match line.split(' ').next().unwrap_or_default() {
            "USER" => b"331 password\r\n".to_vec(),
            "PASS" => long_reply("230", raw),
            "SYST" => [b"215 ", &piece[..], b"\r\n"].concat(),
            "FEAT" => {
                b"211-Features\r\n MLST type*;size*;modify*;\r\n EPSV\r\n211 end\r\n".to_vec()
            }
            "PWD" => [b"257 \"/", &piece[..], b"\" is it\r\n"].concat(),
            "TYPE" | "CWD" | "NOOP" | "OPTS" => b"200 ok\r\n".to_vec(),
            "EPSV" => {
                let listener = TcpListener::bind("127.0.0.1:0").unwrap();
                let port = listener.local_addr().unwrap().port();
                data = Some(listener);
                format!("229 Entering (|||{port}|)\r\n").into_bytes()
            }
            "MLSD" => {
                let (mut stream, _) = data.take().unwrap().accept().unwrap();
                out.write_all(b"150 here\r\n").unwrap();
                stream.write_all(&listing(raw)).unwrap();
                b"226 done\r\n".to_vec()
            }
            "QUIT" => b"221 bye\r\n".to_vec(),
            _ => long_reply("550", raw),
        };
        if out.write_all(&reply).is_err() {
            return;
        }
    }
}

/// What is to be the same: the names, what the server said as the log shows it, and the state of the
/// terminal.
struct Shown {
    names: Vec<String>,
    said: Vec<String>,
    modes: String,
    titles: Vec<Vec<u8>>,
}

fn look(raw: bool) -> Shown {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ftp://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let stream = stream.unwrap();
            thread::spawn(move || serve(stream, raw));
        }
    });
    let screen = Screen::start(&Launch {
        arguments: ["--charset", "utf-8", "--security", "plain", &url]
            .map(str::to_owned)
            .into(),
        size: LARGE,
        ..Launch::default()
    });
    screen.wait_for(" 66 items ", LIMIT);
    let names = screen.look(|screen| half(screen, Side::Right));
    let is_name = |row: &String| row.contains('<');
    let names = names.into_iter().filter(is_name).collect();
    // The server refuses to delete, in many lines.
    // The first name has a NUL in it, which cannot be sent.
    screen.press("Tab Down Down F8");
    screen.wait_for("─ Delete ", LIMIT);
    screen.press("y");
    screen.wait_gone("─ Delete ", LIMIT);
    screen.wait_for("550", LIMIT);
    screen.press("L");
    screen.wait_for("▶ Log", LIMIT);
    let said = read_log(&screen);
    let bytes = screen.raw_output();
    assert_clean(&bytes);
    Shown {
        names,
        said,
        modes: screen.look(vt100::Screen::input_mode_formatted),
        titles: titles(&bytes),
    }
}

/// What the server said, page by page.
fn read_log(screen: &Screen) -> Vec<String> {
    let page = |screen: &vt100::Screen| -> Vec<String> {
        let rows = lines(screen).skip_while(|line| !line.contains("▶ Log"));
        rows.skip(1)
            .take_while(|line| line.starts_with('┃'))
            .collect()
    };
    screen.press("Home");
    screen.wait_for(r"220-<\x00", LIMIT);
    let mut all = Vec::new();
    loop {
        let seen = screen.look(page);
        let is_end = seen.iter().any(|line| line.contains("226 done")) && all.len() > 100;
        all.extend(seen.iter().filter_map(|line| heard(line)));
        if is_end {
            break;
        }
        screen.press("PageDown");
        screen.wait_until("the next page", LIMIT, |screen| page(screen) != seen);
    }
    // Pages overlap.
    all.sort();
    all.dedup();
    all
}

/// A line of the server's without its time.
fn heard(line: &str) -> Option<String> {
    let (_, said) = line.split_once('←')?;
    said.contains('<').then(|| said.to_owned())
}

/// The titles that the program gave its window, without ports and progress.
fn titles(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut titles = Vec::new();
    for start in bytes
        .windows(2)
        .enumerate()
        .filter(|(_, at)| at == b"\x1b]")
        .map(|(at, _)| at)
    {
        let rest = &bytes[start..];
        let end = rest
            .iter()
            .position(|byte| *byte == 7)
            .unwrap_or(rest.len());
        titles.push(
            rest[..end]
                .split(|byte| *byte == b':')
                .next()
                .unwrap()
                .to_vec(),
        );
    }
    titles.dedup();
    titles
}

/// UTF-8 throughout, no C1, and of C0 only what ratatui and crossterm write themselves.
fn assert_clean(bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).expect("what is written is UTF-8");
    for character in text.chars() {
        let allowed = !character.is_control() || "\x1b\r\n\x07".contains(character);
        assert!(allowed, "{character:?}");
    }
    assert!(!text.contains("\x1b]0;owned") && !text.contains("\x1b[2J\u{1b}P"));
    assert!(!text.contains('\u{202e}') && !text.contains('\u{200b}'));
}

#[test]
fn every_byte_is_shown_as_what_is_shown_for_it() {
    let (raw, escaped) = (look(true), look(false));
    for (raw, escaped) in [(&raw.names, &escaped.names), (&raw.said, &escaped.said)] {
        for line in raw.iter().chain(escaped) {
            assert_eq!(raw.contains(line), escaped.contains(line), "{line:?}");
        }
    }
    assert!(raw.said.len() > 100, "the log was looked at");
    assert_eq!(raw.titles, escaped.titles);
    assert_eq!(raw.modes, escaped.modes);
}
