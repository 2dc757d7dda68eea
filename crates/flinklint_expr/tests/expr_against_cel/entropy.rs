//! Choices made from a row of bytes: where the bytes end, the first choice is made, so that shorter rows mean simpler
//! expressions and a failing one shrinks.

pub(crate) struct Entropy<'b> {
    bytes: std::slice::Iter<'b, u8>,
}

impl<'b> Entropy<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes: bytes.iter() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.as_slice().is_empty()
    }

    pub(crate) fn below(&mut self, bound: u8) -> u8 {
        self.bytes.next().map_or(0, |byte| byte % bound)
    }

    pub(crate) fn one_in(&mut self, chances: u8) -> bool {
        self.below(chances) == 1
    }

    pub(crate) fn pick<'c>(&mut self, choices: &[&'c str]) -> &'c str {
        let bound = u8::try_from(choices.len()).unwrap_or(u8::MAX);
        choices[usize::from(self.below(bound))]
    }

    /// Mostly small, so that comparisons are often true.
    pub(crate) fn int(&mut self) -> i64 {
        match self.below(12) {
            11 => i64::from(self.below(200)) * 1_000_003,
            10 => -2,
            9 => -1,
            small => i64::from(small),
        }
    }
}
