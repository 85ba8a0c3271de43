//! What a server can be told to do wrong beyond its data connections: replies that come in place
//! of work, lies about files, limits that are run into, and all of it at random, from a seed.

use super::options::DataFaultKind;
use std::time::Duration;

/// Everything that goes wrong beside [`DataFault`](super::DataFault)s. The default is nothing.
#[derive(Clone, Debug, Default)]
pub struct Trouble {
    /// Replies that come in place of work. The first that fits and is not used up strikes.
    pub replies: Vec<ReplyFault>,
    /// What SIZE says.
    pub size: SizeAnswer,
    /// How many bytes the sizes in MLSD are off.
    pub listed_size_off: i64,
    /// How many bytes the files below the root may have together; one more is answered with 552.
    pub quota: Option<u64>,
    /// After so long without a command a session is ended with 421. It holds from a session's first
    /// transfer on, so that it never ends a login.
    pub idle_limit: Option<Duration>,
    /// Faults at random.
    pub random: Option<RandomFaults>,
}

/// A reply in place of what was asked for. 421 ends the session.
#[derive(Clone, Debug)]
pub struct ReplyFault {
    /// The verb it strikes, upper case.
    pub verb: String,
    /// The code of the reply.
    pub code: u16,
    /// How often it strikes, from the first time on.
    pub times: usize,
}

/// What SIZE says of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SizeAnswer {
    /// Its size.
    #[default]
    True,
    /// Its size and so many bytes more.
    Off(i64),
    /// This text behind 213.
    Text(String),
}

/// Faults that strike transfers at random. What happens to a file depends on the seed, its name
/// and how often it was asked for, not on who comes first.
#[derive(Clone, Debug)]
pub struct RandomFaults {
    /// Where chance begins.
    pub seed: u64,
    /// How many transfers of a thousand are struck.
    pub per_mille: u64,
    /// A fault in the middle of the data strikes before so many bytes.
    pub within: u64,
    /// What may happen, each as likely as the others.
    pub kinds: Vec<RandomKind>,
}

/// One of the things that may happen at random.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RandomKind {
    /// A reply with this code in place of the transfer.
    Reply(u16),
    /// A fault of the data connection.
    Data(DataFaultKind),
}

impl RandomFaults {
    /// What happens to the `time`th transfer with this command line.
    pub(super) fn roll(&self, line: &[u8], time: u64) -> Option<(RandomKind, u64)> {
        let mut state = line
            .iter()
            .fold(self.seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
                (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
            });
        state = state.wrapping_add(time.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        if next(&mut state) % 1000 >= self.per_mille {
            return None;
        }
        let count = u64::try_from(self.kinds.len()).ok()?;
        let chosen = next(&mut state).checked_rem(count)?;
        let kind = self.kinds.get(usize::try_from(chosen).ok()?)?;
        Some((*kind, next(&mut state) % self.within.max(1)))
    }
}

/// An MLSD whose sizes are so many bytes off.
pub(super) fn with_sizes_off(listing: &[u8], off: i64) -> Vec<u8> {
    let mut text = Vec::with_capacity(listing.len() + 64);
    for line in listing.split_inclusive(|byte| *byte == b'\n') {
        let Some((head, size, tail)) = around_size(line) else {
            text.extend_from_slice(line);
            continue;
        };
        text.extend_from_slice(head);
        text.extend_from_slice(size.saturating_add_signed(off).to_string().as_bytes());
        text.extend_from_slice(tail);
    }
    text
}

/// What is before the digits of the size fact, the size, and what is behind.
fn around_size(line: &[u8]) -> Option<(&[u8], u64, &[u8])> {
    const FACT: &[u8] = b"size=";
    let begin = line.windows(FACT.len()).position(|part| part == FACT)? + FACT.len();
    let (head, rest) = line.split_at_checked(begin)?;
    let end = rest.iter().position(|byte| !byte.is_ascii_digit())?;
    let (digits, tail) = rest.split_at_checked(end)?;
    Some((head, str::from_utf8(digits).ok()?.parse().ok()?, tail))
}

/// `SplitMix64`.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(per_mille: u64) -> RandomFaults {
        let kinds = vec![
            RandomKind::Reply(450),
            RandomKind::Data(DataFaultKind::ResetThen426),
        ];
        RandomFaults {
            seed: 7,
            per_mille,
            within: 1000,
            kinds,
        }
    }

    #[test]
    fn chance_is_as_likely_as_it_was_told_and_the_same_each_time() {
        let struck = |faults: &RandomFaults| -> Vec<_> {
            let names = (0..10_000_u32).map(u32::to_le_bytes);
            names.map(|name| faults.roll(&name, 0)).collect()
        };
        let rolled = struck(&faults(50));
        assert_eq!(rolled, struck(&faults(50)));
        let hits: Vec<_> = rolled.into_iter().flatten().collect();
        assert!((400..600).contains(&hits.len()), "{}", hits.len());
        let replies = hits
            .iter()
            .filter(|(kind, _)| *kind == RandomKind::Reply(450));
        assert!((150..350).contains(&replies.count()));
        assert!(hits.iter().all(|(_, after)| *after < 1000));
        assert!(struck(&faults(0)).iter().all(Option::is_none));
    }

    #[test]
    fn sizes_of_a_listing_are_off() {
        let listing = b"type=file;size=10;perm=r; a\r\ntype=dir;perm=r; b\r\n";
        let off = b"type=file;size=7;perm=r; a\r\ntype=dir;perm=r; b\r\n";
        assert_eq!(with_sizes_off(listing, -3), off);
        assert_eq!(with_sizes_off(b"type=dir; a\r\n", 9), b"type=dir; a\r\n");
    }

    #[test]
    fn another_try_is_another_roll() {
        let faults = faults(500);
        let rolls: Vec<_> = (0..64).map(|time| faults.roll(b"RETR x", time)).collect();
        assert!(rolls.iter().any(Option::is_some) && rolls.iter().any(Option::is_none));
    }
}
