//! What a misspelt word may have meant.

/// The known word that is nearest to this one, where one is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let enough = (word.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|other| (distance(&word, &other.to_lowercase()), other))
        .filter(|(distance, _)| *distance <= enough)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, other)| other)
}

/// ` (did you mean NAME?)`, or nothing.
pub fn hint<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map_or_else(String::new, |near| format!(" (did you mean `{near}`?)"))
}

/// How many letters have to be put in, taken out, changed, or swapped with the next one.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    let mut last = None;
    for (index, letter) in one.chars().enumerate() {
        let mut next = vec![index + 1];
        for (at, wanted) in other.iter().enumerate() {
            let cell = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX - 1);
            let mut best = (cell(&row, at) + usize::from(letter != *wanted))
                .min(cell(&row, at + 1) + 1)
                .min(cell(&next, at) + 1);
            let earlier = at.checked_sub(1).and_then(|at| other.get(at));
            if last == Some(*wanted) && earlier == Some(&letter) {
                best = best.min(cell(&before, at - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
        last = Some(letter);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_what_was_meant() {
        let known = ["retries", "sessions", "verify", "notify"];
        assert_eq!(nearest("retrys", known), Some("retries"));
        assert_eq!(nearest("Notfy", known), Some("notify"));
        assert_eq!(nearest("speed", known), None);
        assert_eq!(hint("sesions", known), " (did you mean `sessions`?)");
        assert_eq!(hint("", known), "");
    }

    #[test]
    fn the_distance_counts_single_letters() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
        assert_eq!(distance("drak", "dark"), 1);
        assert_eq!(distance("ligth", "light"), 1);
    }
}
