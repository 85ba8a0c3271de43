//! The names of months in the languages that FTP servers speak.

use std::borrow::Cow;

/// Beginnings of month names, lower case, without the final dot. A word matches if it begins with
/// one of them and goes on with letters only; more letters come before fewer.
const MONTHS: [&[&str]; 12] = [
    &[
        "jan", "janv", "gen", "ene", "tammi", "sty", "led", "sij", "янв", "oca", "ian", "jän",
    ],
    &[
        "feb", "fév", "fev", "févr", "helmi", "lut", "úno", "vel", "фев", "şub", "veebr",
    ],
    &[
        "mar", "mär", "mrz", "mrt", "maart", "mars", "maalis", "březen", "ožu", "мар", "már",
    ],
    &[
        "apr", "avr", "abr", "ápr", "huhti", "kwi", "dub", "tra", "апр", "nis",
    ],
    &[
        "may", "mai", "maj", "mei", "mag", "máj", "touko", "kvě", "svi", "май", "maig",
    ],
    &[
        "jun", "juin", "giu", "jún", "kesä", "cze", "červen", "июн", "haz", "iun", "juuni",
    ],
    &[
        "jul",
        "juil",
        "jui",
        "lug",
        "júl",
        "heinä",
        "lip",
        "červenec",
        "июл",
        "tem",
        "iul",
        "juuli",
    ],
    &[
        "aug", "aoû", "aou", "ago", "avg", "elo", "sie", "srp", "kol", "авг", "ağu",
    ],
    &[
        "sep", "set", "szept", "syys", "wrz", "zář", "ruj", "сен", "eyl",
    ],
    &[
        "oct", "okt", "out", "ott", "loka", "paź", "říj", "окт", "eki",
    ],
    &["nov", "marras", "lis", "stu", "ноя", "kas", "noi"],
    &[
        "dec", "dez", "des", "dic", "déc", "joulu", "gru", "pro", "дек", "ara", "dets",
    ],
];

/// The month a word names, 1 to 12; `None` if it names none.
pub(super) fn month(word: &[u8]) -> Option<i8> {
    let word = word.strip_suffix(b",").unwrap_or(word);
    let word = word.strip_suffix(b".").unwrap_or(word);
    if let Some(month) = english(word) {
        return Some(month);
    }
    if word.len() < 3 || word.len() > 20 {
        return None;
    }
    let lower = decoded(word).to_lowercase();
    if !lower.chars().all(char::is_alphabetic) {
        return None;
    }
    let longest = |names: &&[&str]| {
        names
            .iter()
            .filter(|name| lower.starts_with(**name))
            .map(|name| name.len())
            .max()
    };
    let matches = MONTHS
        .iter()
        .zip(1..)
        .filter_map(|(names, month)| Some((longest(names)?, month)));
    matches
        .max_by_key(|(length, _)| *length)
        .map(|(_, month)| month)
}

/// The three letters nearly every server sends, without the cost of the table.
fn english(word: &[u8]) -> Option<i8> {
    let letters: [u8; 3] = word.try_into().ok()?;
    let month = match &letters.map(|letter| letter.to_ascii_lowercase()) {
        b"jan" => 1,
        b"feb" => 2,
        b"mar" => 3,
        b"apr" => 4,
        b"may" => 5,
        b"jun" => 6,
        b"jul" => 7,
        b"aug" => 8,
        b"sep" => 9,
        b"oct" => 10,
        b"nov" => 11,
        b"dec" => 12,
        _ => return None,
    };
    Some(month)
}

/// UTF-8 where it is UTF-8, else Latin-1.
fn decoded(word: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(word) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(word.iter().map(|byte| char::from(*byte)).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_in_many_languages() {
        for (word, expected) in [
            ("Jan", 1),
            ("gennaio", 1),
            ("févr.", 2),
            ("März", 3),
            ("mrt", 3),
            ("avr.", 4),
            ("Mai", 5),
            ("červen", 6),
            ("juin", 6),
            ("červenec", 7),
            ("Juli,", 7),
            ("août", 8),
            ("szept", 9),
            ("Okt.", 10),
            ("lis", 11),
            ("dic", 12),
        ] {
            assert_eq!(month(word.as_bytes()), Some(expected), "{word}");
        }
        assert_eq!(month(b"f\xe9vr"), Some(2));
        assert_eq!(month(b"M\xe4r"), Some(3));
    }

    #[test]
    fn other_words_are_no_months() {
        for word in [
            "Jam",
            "Ja",
            "",
            ".",
            "FED",
            "jan1",
            "12",
            "root",
            "Jan-08-97",
        ] {
            assert_eq!(month(word.as_bytes()), None, "{word}");
        }
    }
}
