//! What the rules find in every world: a rule is evaluated in the newest one, and in another only where something that it
//! reads differs from the world that this one is a variation of.

use super::space::World;
use crate::rules::{self, Outcome, Rule, Scope};

/// Some of the worlds of a deployment, by their positions. There are never more than [`Self::MOST`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Worlds(u64);

impl Worlds {
    /// So many worlds can be told apart: more than versions of all products one by one.
    pub(crate) const MOST: usize = u64::BITS as usize;

    /// One world.
    pub(crate) fn one(position: usize) -> Self {
        Self(1 << position.min(Self::MOST - 1))
    }

    /// The first so many worlds.
    pub(crate) fn first(count: usize) -> Self {
        (0..count).map(Self::one).fold(Self::default(), Self::and)
    }

    pub(crate) fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    pub(crate) fn meet(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    /// The position of the newest of them.
    pub(crate) fn newest(self) -> usize {
        self.0.trailing_zeros() as usize
    }

    /// Those of a list, one for each world, that are of these worlds.
    pub(crate) fn of<T: Copy>(self, all: &[T]) -> Vec<T> {
        all.iter().enumerate().filter(|(n, _)| self.meet(Self::one(*n))).map(|(_, one)| *one).collect()
    }
}

/// What one rule finds, and in which worlds.
#[derive(Debug)]
pub(crate) struct RuleOutcome {
    pub(crate) outcome: Outcome,
    pub(crate) holds: Worlds,
}

/// What each rule finds in the worlds of a deployment, the newest first for each rule. The rules that the newest one leaves
/// undecided are named where that is asked for.
pub(crate) fn judge(rules: &[Rule], worlds: &[World<'_>], name_undecided: bool) -> Vec<RuleOutcome> {
    let roots: Vec<_> = worlds.iter().map(|world| rules::globals(&world.deployment)).collect();
    let mut all = Vec::new();
    for (index, rule) in rules::numbered(rules).filter(|(_, rule)| rule.text.scope == Scope::Deployment) {
        let first = all.len();
        // For each world, where what holds in it stands among the outcomes of the rule.
        let mut stand: Vec<usize> = Vec::with_capacity(worlds.len());
        for (n, (world, root)) in worlds.iter().zip(&roots).enumerate() {
            let same = world.varies.as_ref().and_then(|(other, fields)| {
                let known = *stand.get(*other)?;
                let judged: &RuleOutcome = all.get(first + known)?;
                let is_idle = || roots.get(*other).is_some_and(|before| rule.is_idle(before)) && rule.is_idle(root);
                let is_same = is_idle() || !rule.reads_any(fields, judged.outcome.reads_wording());
                is_same.then_some(known)
            });
            let position = same.unwrap_or_else(|| {
                let outcome = rules::evaluate_one(rule, index, root, name_undecided && n == 0);
                all.push(RuleOutcome { outcome, holds: Worlds::default() });
                all.len() - 1 - first
            });
            stand.push(position);
            if let Some(judged) = all.get_mut(first + position) {
                judged.holds = judged.holds.and(Worlds::one(n));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;
    use crate::project::{MemoryFiles, Project};
    use crate::rules::Rulebook;

    /// What every rule finds in one world alone.
    fn alone(rules: &[Rule], world: &World<'_>) -> Vec<String> {
        let root = rules::globals(&world.deployment);
        let of_deployments = rules::numbered(rules).filter(|(_, rule)| rule.text.scope == Scope::Deployment);
        of_deployments.map(|(index, rule)| format!("{:?}", rules::evaluate_one(rule, index, &root, false))).collect()
    }

    #[test]
    fn what_is_not_evaluated_again_would_have_been_the_same() {
        let book = Rulebook::built_in();
        let (mut again, mut left_out) = (0, 0);
        for rule in book.rules() {
            for example in rule.text.examples.iter() {
                let texts = example.files.iter().map(|(path, text)| (path.as_ref(), text.as_bytes()));
                let files: MemoryFiles<'_> = texts.collect();
                for deployment in Project::new(files, book.rules(), Options::default()).deployments() {
                    let understanding = deployment.understand().unwrap();
                    let worlds = understanding.worlds();
                    let judged = judge(book.rules(), worlds, false);
                    let newest = judged.iter().filter(|one| one.holds.newest() == 0).count();
                    again += judged.len() - newest;
                    left_out += worlds.len() * newest - judged.len();
                    for (n, world) in worlds.iter().enumerate() {
                        let here = judged.iter().filter(|one| one.holds.meet(Worlds::one(n)));
                        let here: Vec<String> = here.map(|one| format!("{:?}", one.outcome)).collect();
                        assert!(here == alone(book.rules(), world), "world {n} of {:?}", example.files);
                    }
                }
            }
        }
        assert!(again * 10 < left_out, "{again} evaluations again, {left_out} left out");
    }
}
