//! What the replies to `size` and `modtime` say.

/// `20261122170412` as people and programs read it; anything else as it is.
pub fn time_val(text: &str) -> String {
    let digits = text
        .get(..14)
        .filter(|part| part.bytes().all(|digit| digit.is_ascii_digit()));
    let part = |from: usize, to: usize| digits.and_then(|digits| digits.get(from..to));
    let date = [part(0, 4), part(4, 6), part(6, 8)].map(Option::unwrap_or_default);
    let time = [part(8, 10), part(10, 12), part(12, 14)].map(Option::unwrap_or_default);
    if digits.is_none() {
        return text.to_owned();
    }
    format!("{}T{}Z", date.join("-"), time.join(":"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_as_people_read_them() {
        assert_eq!(time_val("20261122170412"), "2026-11-22T17:04:12Z");
        assert_eq!(time_val("20261122170412.5"), "2026-11-22T17:04:12Z");
        assert_eq!(time_val("soon"), "soon");
    }
}
