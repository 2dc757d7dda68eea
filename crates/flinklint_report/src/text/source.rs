//! Several files in one miette report: a `SourceCode` over the excerpts of one finding.
//!
//! miette knows one source per diagnostic. Here all excerpts lie one after the other in one offset space; asked for a span,
//! the adapter answers with the whole excerpt that holds it, under that excerpt's name and first line number. A span that
//! would reach from one excerpt into the next is refused, which is how miette learns to draw them apart.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// The excerpts of one finding, in the order in which they are drawn.
#[derive(Debug, Default)]
pub(super) struct Excerpts {
    text: String,
    blocks: Vec<Block>,
}

#[derive(Debug)]
struct Block {
    /// What is written over it: path, line and column. Ours, since miette counts columns in bytes.
    name: String,
    /// From 1.
    first_line: usize,
    lines: usize,
    start: usize,
    end: usize,
}

impl Excerpts {
    /// Appends lines without line ends; gives the offset at which each of them begins.
    pub(super) fn push(&mut self, name: String, first_line: u32, lines: &[String]) -> Vec<usize> {
        let start = self.text.len();
        let mut offsets = Vec::with_capacity(lines.len());
        for line in lines {
            offsets.push(self.text.len());
            self.text.push_str(line);
            // The last line too: miette draws an empty line only if it ends.
            self.text.push('\n');
        }
        let (first_line, end) = (first_line as usize, self.text.len());
        self.blocks.push(Block { name, first_line, lines: lines.len(), start, end });
        offsets
    }
}

impl SourceCode for Excerpts {
    /// The context that miette asks for plays no part: the excerpts were chosen with theirs.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (first, last) = (span.offset(), span.offset() + span.len());
        let holds = |block: &&Block| block.start <= first && first < block.end && last <= block.end;
        let block = self.blocks.iter().find(holds).ok_or(MietteError::OutOfBounds)?;
        let bytes = self.text.as_bytes().get(block.start..block.end).ok_or(MietteError::OutOfBounds)?;
        Ok(Box::new(MietteSpanContents::new_named(
            block.name.clone(),
            bytes,
            SourceSpan::new(block.start.into(), bytes.len()),
            block.first_line.saturating_sub(1),
            0,
            block.lines,
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_files() -> Excerpts {
        let mut excerpts = Excerpts::default();
        excerpts.push("a:7:1".to_owned(), 7, &["one".to_owned(), String::new()]);
        excerpts.push("b:1:1".to_owned(), 1, &["two".to_owned()]);
        excerpts
    }

    #[test]
    fn a_span_is_answered_with_its_excerpt() {
        let excerpts = two_files();
        let read = |start: usize, len| {
            let contents = excerpts.read_span(&SourceSpan::new(start.into(), len), 1, 1).unwrap();
            (contents.name().unwrap().to_owned(), contents.line(), contents.data().to_vec())
        };
        assert_eq!(read(4, 0), ("a:7:1".to_owned(), 6, b"one\n\n".to_vec()));
        assert_eq!(read(5, 3), ("b:1:1".to_owned(), 0, b"two\n".to_vec()));
    }

    #[test]
    fn a_span_over_two_excerpts_is_refused() {
        assert!(two_files().read_span(&SourceSpan::new(0.into(), 8), 0, 0).is_err());
        assert!(two_files().read_span(&SourceSpan::new(9.into(), 0), 0, 0).is_err());
    }
}
