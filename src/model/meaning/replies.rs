//! Reply codes: those of RFC 959 and of what has been added to it, those that servers have made up,
//! and for all others what their first two digits say.

mod table;

use super::Meaning;
use table::{FINAL, GOOD, MORE, PASSING};

/// What the first digit says, for codes that are in no table.
const CLASSES: [(&str, &str); 6] = [
    ("The server has begun; another reply follows.", ""),
    ("The server has done what was asked.", ""),
    ("The server has taken it in and waits for more.", ""),
    (
        "The server does not do it now; the same may work later.",
        "Try again in a moment.",
    ),
    (
        "The server does not do it, and would not do it later either.",
        "Read the server's words.",
    ),
    ("A reply that is protected.", ""),
];

/// What a reply code means. Codes that are in no table are told by their first digit.
pub fn reply(code: u16) -> Meaning {
    let tables = [GOOD, MORE, PASSING, FINAL];
    let mut rows = tables.iter().flat_map(|table| table.iter());
    if let Some((_, says, remedy, source)) = rows.find(|(known, ..)| *known == code) {
        return Meaning {
            says,
            remedy,
            source,
        };
    }
    let class = usize::from(code / 100).saturating_sub(1);
    let (says, remedy) = CLASSES.get(class).copied().unwrap_or((
        "The reply has a code that no document knows.",
        "Read the server's words.",
    ));
    Meaning {
        says,
        remedy,
        source: "the first digit, RFC 959 section 4.2",
    }
}

#[cfg(test)]
mod tests {
    use super::table::Row;
    use super::*;

    /// Every code of RFC 959, section 4.2.2.
    const RFC_959: [u16; 39] = [
        110, 120, 125, 150, 200, 202, 211, 212, 213, 214, 215, 220, 221, 225, 226, 227, 230, 250,
        257, 331, 332, 350, 421, 425, 426, 450, 451, 452, 500, 501, 502, 503, 504, 530, 532, 550,
        551, 552, 553,
    ];

    /// Those of RFC 2228, 2428 and 4217 beside them.
    const LATER: [u16; 15] = [
        229, 232, 234, 235, 334, 335, 336, 431, 521, 522, 533, 534, 535, 536, 537,
    ];

    fn rows() -> impl Iterator<Item = &'static Row> {
        [GOOD, MORE, PASSING, FINAL].into_iter().flatten()
    }

    #[test]
    fn every_code_of_the_documents_is_told_of() {
        for code in RFC_959 {
            let meaning = reply(code);
            assert!(meaning.source.starts_with("RFC 959"), "{code}: {meaning:?}");
            assert!(!meaning.says.is_empty(), "{code}");
        }
        for code in LATER {
            let source = reply(code).source;
            let known = ["RFC 2228", "RFC 2428", "RFC 4217"];
            assert!(known.iter().any(|rfc| source.contains(rfc)), "{code}");
        }
    }

    #[test]
    fn each_code_has_one_row_in_the_table_of_its_class() {
        let codes: Vec<u16> = rows().map(|row| row.0).collect();
        assert!(codes.is_sorted_by(|one, next| one < next), "{codes:?}");
        assert!(PASSING.iter().all(|row| row.0 / 100 == 4));
        assert!(FINAL.iter().all(|row| row.0 / 100 >= 5));
    }

    #[test]
    fn what_is_refused_comes_with_something_to_do() {
        for (code, _, remedy, _) in rows().filter(|row| (400..551).contains(&row.0)) {
            assert!(!remedy.is_empty(), "{code}");
        }
    }

    #[test]
    fn other_codes_are_told_by_their_class() {
        assert!(reply(299).says.contains("done"));
        assert!(reply(498).remedy.contains("again"));
        assert_ne!(reply(599), reply(550));
        assert!(reply(999).says.contains("no document"));
        for code in 0..=u16::MAX {
            assert!(!reply(code).line().is_empty());
        }
    }
}
