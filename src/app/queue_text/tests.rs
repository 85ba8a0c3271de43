use super::*;
use crate::model::{Direction, Operation};
use proptest::prelude::*;
use std::time::Duration;

fn row(id: u64, name: &str, state: TransferState, priority: Priority) -> TransferView {
    TransferView {
        id: TransferId(id),
        direction: Direction::Upload,
        operation: Operation::Copy,
        name: name.into(),
        from: "~/work".into(),
        to: "/pub".into(),
        site: "anna@host".into(),
        size: Some(2048),
        bytes: 0,
        rate: 0,
        state,
        priority,
        reason: None,
        elapsed: Duration::ZERO,
        session: None,
        retriable: true,
        may_pass: true,
        retry: None,
        tries: Vec::new(),
        tried: 0,
    }
}

fn queue() -> Vec<TransferView> {
    vec![
        row(3, "a b.txt", TransferState::Running, Priority::Normal),
        row(9, "done", TransferState::Done, Priority::Normal),
        row(11, "c", TransferState::Paused, Priority::High),
        row(12, "d", TransferState::Queued, Priority::Low),
    ]
}

fn ids(numbers: &[u64]) -> Vec<TransferId> {
    numbers.iter().copied().map(TransferId).collect()
}

fn told(text: &str) -> Vec<String> {
    let errors = parse(text, &ids(&[1, 2])).unwrap_err();
    errors.iter().map(ToString::to_string).collect()
}

#[test]
fn what_has_not_ended_is_written_a_line_each() {
    let (text, listed) = write(queue().iter());
    assert_eq!(listed, ids(&[3, 11, 12]));
    let lines: Vec<&str> = text.lines().take(4).collect();
    assert_eq!(
        lines,
        [
            "go          #3   upload a b.txt -> /pub  2.00 KiB",
            "pause  high #11  upload c -> /pub  2.00 KiB",
            "go     low  #12  upload d -> /pub  2.00 KiB",
            "",
        ]
    );
    assert!(text.contains("3 transfers not yet ended"));
    assert!(text.lines().all(|line| line.len() <= 100));
}

#[test]
fn what_is_written_is_read_back() {
    let (text, listed) = write(queue().iter());
    let edited = parse(&text, &listed).unwrap();
    let read: Vec<_> = edited
        .edits
        .iter()
        .map(|e| (e.id.0, e.fate, e.priority))
        .collect();
    assert_eq!(
        read,
        [
            (3, Fate::Go, Priority::Normal),
            (11, Fate::Pause, Priority::High),
            (12, Fate::Go, Priority::Low),
        ]
    );
    assert_eq!(edited.removed, []);
}

#[test]
fn order_short_words_and_missing_lines_are_understood() {
    let edited = parse("c #2 whatever\n  p low #1\n# go #3\n", &ids(&[1, 2, 3])).unwrap();
    let read: Vec<_> = edited.edits.iter().map(|e| (e.id.0, e.fate)).collect();
    assert_eq!(read, [(2, Fate::Cancel), (1, Fate::Pause)]);
    assert_eq!(edited.removed, ids(&[3]));
}

#[test]
fn every_line_that_makes_no_sense_is_told() {
    assert_eq!(
        told("go #1\nrun #2\ngo #1\ngo #7\ngo soon #2\npause\ngo high x\n"),
        [
            "line 2: `run` is not go, pause or cancel",
            "line 3: #1 stands in line 1 already",
            "line 4: there is no transfer #7 in this list",
            "line 5: `soon` is not high or low, nor a number such as #7",
            "line 6: a number such as #7 is missing",
            "line 7: a number such as #7 is missing",
        ]
    );
    assert_eq!(
        told("\x1b[2J #1"),
        ["line 1: `\\x1b[2J` is not go, pause or cancel"]
    );
}

#[test]
fn errors_stand_above_with_the_numbers_the_lines_have_then() {
    let text = "go #1\nrun #2\n";
    let errors = parse(text, &ids(&[1, 2])).unwrap_err();
    let once = with_errors(text, &errors);
    assert_eq!(
        once,
        "#! line 3: `run` is not go, pause or cancel\ngo #1\nrun #2\n"
    );
    let errors = parse(&once, &ids(&[1, 2])).unwrap_err();
    assert_eq!(with_errors(&once, &errors), once, "they do not pile up");
    let mended = once.replace("run", "pause");
    assert!(parse(&mended, &ids(&[1, 2])).is_ok());
}

proptest! {
    #[test]
    fn any_text_is_read_or_told_and_nothing_is_lost(
        text in "((go|p|cancel|x)? ?(high|low)? ?#[0-9]{1,2} ?[a-z]{0,3}\n){0,12}"
    ) {
        let listed = ids(&(0..30).collect::<Vec<_>>());
        match parse(&text, &listed) {
            Ok(edited) => {
                let named = edited.edits.iter().map(|edit| edit.id);
                let mut all: Vec<_> = named.chain(edited.removed.iter().copied()).collect();
                all.sort_unstable();
                prop_assert_eq!(all, listed);
            }
            Err(errors) => {
                let lines = text.lines().count();
                prop_assert!(errors.iter().all(|e| (1..=lines).contains(&e.line)));
            }
        }
    }

    #[test]
    fn nothing_panics(text in "\\PC{0,60}") {
        if let Err(errors) = parse(&text, &ids(&[1])) {
            let _ = with_errors(&text, &errors);
        }
    }
}
