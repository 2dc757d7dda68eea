//! Texts of the tables, each written once in one long constant, and named by position and length in four bytes.

use std::collections::HashMap;

/// Bits of a name that are the length; the others are the position.
const LENGTH_BITS: u32 = 11;

#[derive(Default)]
pub(crate) struct Texts {
    all: String,
    known: HashMap<String, u32>,
}

impl Texts {
    /// The expression that names a text.
    pub(crate) fn add(&mut self, text: &str) -> String {
        let name = match self.known.get(text) {
            Some(&name) => name,
            None => {
                let name = (self.all.len() as u32) << LENGTH_BITS | text.len() as u32;
                assert!(text.len() < 1 << LENGTH_BITS && self.all.len() < 1 << (32 - LENGTH_BITS), "too long: {text}");
                self.all.push_str(text);
                self.known.insert(text.to_owned(), name);
                name
            }
        };
        format!("crate::Text({name})")
    }

    pub(crate) fn constant(&self) -> String {
        format!("pub static TEXTS: &str = {:?};\npub const TEXT_LENGTH_BITS: u32 = {LENGTH_BITS};\n", self.all)
    }
}
