//! The table of what the rows came to, printed when all have run.

use super::verdict::{RowResult, results_folder};
use std::fmt::Write as _;
use std::fs;

/// Prints it, and writes it beside the results.
#[test]
#[ignore = "`just faults` runs it when the rows have run"]
fn print() {
    let folder = results_folder();
    let mut rows: Vec<RowResult> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .map(|path| serde_json::from_slice(&fs::read(path).unwrap()).unwrap())
        .collect();
    rows.sort_by_key(|row| sort_key(&row.row));
    let text = markdown(&rows);
    println!("{text}");
    fs::write(folder.join("table.md"), text).unwrap();
}

/// The number that a row begins with, then its name.
fn sort_key(row: &str) -> (u32, String) {
    let digits: String = row.chars().take_while(char::is_ascii_digit).collect();
    (digits.parse().unwrap_or(u32::MAX), row.to_owned())
}

fn markdown(rows: &[RowResult]) -> String {
    let mut text = "| row | runs | passed | lost | corrupt | silent | partial | hang | panic | other | seconds | seed |\n\
                    |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
        .to_owned();
    for row in rows {
        let counts = [
            row.runs,
            row.passed,
            row.lost,
            row.corrupt,
            row.silent,
            row.partial,
            row.hang,
            row.panic,
            row.other,
        ];
        write!(text, "| {} |", row.row).unwrap();
        for count in counts {
            write!(text, " {count} |").unwrap();
        }
        writeln!(text, " {} | {} |", row.seconds, row.seed).unwrap();
    }
    let (runs, passed) = rows.iter().fold((0, 0), |(runs, passed), row| {
        (runs + row.runs, passed + row.passed)
    });
    writeln!(
        text,
        "\n{passed} of {runs} runs passed in {} rows.",
        rows.len()
    )
    .unwrap();
    text
}

#[test]
fn rows_stand_in_the_order_of_their_numbers() {
    let row = |name: &str, runs, passed| RowResult {
        row: name.into(),
        runs,
        passed,
        ..RowResult::default()
    };
    let mut rows = vec![row("10 b", 2, 1), row("9 a", 1, 1)];
    rows.sort_by_key(|row| sort_key(&row.row));
    let text = markdown(&rows);
    assert!(
        text.find("| 9 a | 1 | 1 |") < text.find("| 10 b | 2 | 1 |"),
        "{text}"
    );
    assert!(text.contains("2 of 3 runs passed in 2 rows."), "{text}");
}
