//! What a condition says about `null`: the paths that are certainly there where it holds, and where it does not.
//!
//! Only a path of fields, constant indices and constant keys from a variable can be guarded; anything else may give another value the
//! next time it is written.

use super::code::{Code, Path, Root, Step};

/// A path that is not null, and therefore none of its beginnings is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Present {
    local: bool,
    root: u32,
    steps: Vec<Way>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Way {
    Field(u32),
    Index(i64),
    Key(Box<str>),
}

impl Way {
    fn of(step: &Step) -> Option<Self> {
        match step {
            Step::Field(index) => Some(Self::Field(*index)),
            Step::Index(Code::Int(index)) => Some(Self::Index(*index)),
            Step::Key(key) => Some(Self::Key(key.clone())),
            Step::Index(_) | Step::KeyOf(_) => None,
        }
    }

    fn is(&self, step: &Step) -> bool {
        match (self, step) {
            (Self::Field(one), Step::Field(other)) => one == other,
            (Self::Index(one), Step::Index(Code::Int(other))) => one == other,
            (Self::Key(one), Step::Key(other)) => one == other,
            _ => false,
        }
    }
}

fn root(path: &Path) -> Option<(bool, u32)> {
    match path.root {
        Root::Variable(index) => Some((false, index)),
        Root::Local(index) => Some((true, index)),
        Root::Computed(_) => None,
    }
}

impl Present {
    /// The whole path, where it is one that can be guarded.
    pub(super) fn path(path: &Path) -> Option<Self> {
        let (local, root) = root(path)?;
        let steps = path.steps.iter().map(Way::of).collect::<Option<_>>()?;
        Some(Self { local, root, steps })
    }

    /// A key of the map that a path leads to, where that is one that can be guarded.
    pub(super) fn key(path: &Path, key: &str) -> Option<Self> {
        let mut present = Self::path(path)?;
        present.steps.push(Way::Key(key.into()));
        Some(present)
    }

    /// Whether this being there makes the whole of `path` be there.
    pub(super) fn covers(&self, path: &Path) -> bool {
        root(path) == Some((self.local, self.root))
            && path.steps.len() <= self.steps.len()
            && path.steps.iter().zip(&self.steps).all(|(step, way)| way.is(step))
    }

    /// Whether this being there makes the other be there.
    fn implies(&self, other: &Self) -> bool {
        (self.local, self.root) == (other.local, other.root) && self.steps.starts_with(&other.steps)
    }

    /// Whether this makes a loop variable itself be there.
    pub(super) fn is_from_local(&self, local: u32) -> bool {
        self.local && self.root == local
    }
}

/// What is there when a condition is true, and what when it is false.
#[derive(Debug, Default)]
pub(super) struct Guards {
    pub(super) yes: Vec<Present>,
    pub(super) no: Vec<Present>,
}

impl Guards {
    pub(super) fn inverted(self) -> Self {
        Self { yes: self.no, no: self.yes }
    }
}

/// What holds in both cases.
pub(super) fn common(one: Vec<Present>, other: Vec<Present>) -> Vec<Present> {
    if one.is_empty() || other.is_empty() {
        return Vec::new();
    }
    let mut both: Vec<Present> = Vec::new();
    for (these, those) in [(&one, &other), (&other, &one)] {
        for present in these {
            if those.iter().any(|that| that.implies(present)) && !both.contains(present) {
                both.push(present.clone());
            }
        }
    }
    both
}
