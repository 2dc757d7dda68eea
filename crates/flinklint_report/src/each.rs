//! A list that is written item by item: what a format makes of a finding is never in memory for all of them.

use serde::{Serialize, Serializer};

/// The items, made anew whenever they are written.
pub(super) struct Each<F>(pub(super) F);

impl<I: IntoIterator<Item: Serialize>, F: Fn() -> I> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}
