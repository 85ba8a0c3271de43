//! What has been read of a file: blocks of it, as many as are near what is looked at.

use std::collections::BTreeMap;

/// Bytes of a block.
pub(in crate::app) const BLOCK: u64 = 64 * 1024;
/// Most blocks that are kept: 4 MiB.
const MOST: usize = 64;

/// A block that has to be read first, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Missing(pub(super) u64);

/// The blocks, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    held: BTreeMap<u64, Vec<u8>>,
}

impl Blocks {
    /// The bytes from here on, `count` of them or as many as there are up to the end of the file.
    pub(super) fn bytes(
        &self,
        from: u64,
        count: u64,
        size: Option<u64>,
    ) -> Result<Vec<u8>, Missing> {
        let end = from.saturating_add(count);
        let end = size.map_or(end, |size| end.min(size));
        let mut bytes = Vec::new();
        let mut at = from;
        while at < end {
            let number = at / BLOCK;
            let block = self.held.get(&number).ok_or(Missing(number))?;
            let first = usize::try_from(at % BLOCK).unwrap_or_default();
            let last = usize::try_from(end - number * BLOCK).unwrap_or(usize::MAX);
            let piece = block.get(first..last.min(block.len())).unwrap_or_default();
            if piece.is_empty() {
                // The file has grown since; or it ends here.
                return match size {
                    Some(_) => Err(Missing(number)),
                    None => Ok(bytes),
                };
            }
            bytes.extend_from_slice(piece);
            at += piece.len() as u64;
        }
        Ok(bytes)
    }

    /// What is here of the bytes from `from` on, of one block.
    pub(super) fn held(&self, from: u64, count: u64) -> &[u8] {
        let block = self.block(from / BLOCK).unwrap_or_default();
        let first = usize::try_from(from % BLOCK).unwrap_or_default();
        let rest = block.get(first..).unwrap_or_default();
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        rest.get(..count).unwrap_or(rest)
    }

    /// Whether a block is here, as far as the file goes.
    pub(super) fn has(&self, number: u64, size: Option<u64>) -> bool {
        let wanted = size.map_or(0, |size| size.saturating_sub(number * BLOCK).min(BLOCK));
        let held = self.held.get(&number);
        held.is_some_and(|block| block.len() as u64 >= wanted)
    }

    /// A block as it is here.
    pub(super) fn block(&self, number: u64) -> Option<&[u8]> {
        self.held.get(&number).map(Vec::as_slice)
    }

    /// Takes a block in; where there are too many, the ones farthest from it go.
    pub(super) fn put(&mut self, number: u64, bytes: Vec<u8>) {
        self.held.insert(number, bytes);
        while self.held.len() > MOST {
            let ends = [self.held.keys().next(), self.held.keys().next_back()];
            let far = ends.into_iter().flatten().copied();
            let Some(far) = far.max_by_key(|end| end.abs_diff(number)) else {
                return;
            };
            self.held.remove(&far);
        }
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.held.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(byte: u8) -> Vec<u8> {
        vec![byte; usize::try_from(BLOCK).unwrap()]
    }

    #[test]
    fn bytes_go_over_blocks_and_end_with_the_file() {
        let mut blocks = Blocks::default();
        blocks.put(0, block(1));
        blocks.put(1, vec![2; 10]);
        let size = Some(BLOCK + 10);
        assert_eq!(blocks.bytes(BLOCK - 2, 4, size).unwrap(), [1, 1, 2, 2]);
        assert_eq!(blocks.bytes(BLOCK + 8, 99, size).unwrap(), [2, 2]);
        assert_eq!(blocks.bytes(BLOCK + 8, 99, None).unwrap(), [2, 2]);
        let grown = blocks.bytes(BLOCK + 8, 99, Some(BLOCK + 20));
        assert_eq!(grown, Err(Missing(1)));
        assert_eq!(blocks.bytes(3 * BLOCK, 1, None), Err(Missing(3)));
        assert!(blocks.has(1, size) && !blocks.has(1, Some(BLOCK + 20)));
    }

    #[test]
    fn what_is_far_away_is_forgotten_first() {
        let mut blocks = Blocks::default();
        for number in 0..=MOST as u64 {
            blocks.put(number, vec![0]);
        }
        assert_eq!(blocks.held.len(), MOST);
        assert!(blocks.block(0).is_none() && blocks.block(1).is_some());
        blocks.put(1000, vec![0]);
        assert!(blocks.block(1).is_none() && blocks.block(1000).is_some());
    }
}
