//! The deployments of a run over the threads of this machine.

use flinklint_linter::Run;
use flinklint_linter::project::{OneByOne, Spread};
use rayon::prelude::*;

/// Fewer deployments than this are judged one after the other: starting threads costs more.
const WORTH_THREADS: usize = 8;

/// As many threads as there are processors.
pub(crate) struct Threads;

impl Spread for Threads {
    fn run(&self, count: usize, add: &(dyn Fn(Run, usize) -> Run + Sync)) -> Run {
        if count < WORTH_THREADS {
            return OneByOne.run(count, add);
        }
        let join = |mut run: Run, other: Run| {
            run.append(other);
            run
        };
        (0..count).into_par_iter().fold(Run::default, add).reduce(Run::default, join)
    }
}
