//! Symbolic links: one file that is found under two paths is read once.
//!
//! A link into another folder is how one file becomes a part of several deployments, so it stays where its deployment
//! has files of its own. What is left out is the second copy within a deployment, and a deployment that is made of
//! nothing but files that others have as well.

use super::Group;
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::{BTreeMap, BTreeSet};

/// Leaves out second names of files; `target` gives the file that is meant by a path that is a link.
pub(crate) fn without_second_names(
    groups: Vec<Group>,
    target: impl Fn(&Utf8Path) -> Option<Utf8PathBuf>,
) -> Vec<Group> {
    let files = groups.iter().flat_map(|group| &group.files);
    let links = files.filter_map(|file| Some((file.path.clone(), target(&file.path)?))).collect();
    once(groups, &links)
}

fn once(groups: Vec<Group>, links: &BTreeMap<Utf8PathBuf, Utf8PathBuf>) -> Vec<Group> {
    if links.is_empty() {
        return groups;
    }
    let real = |path: &Utf8Path| links.get(path).map_or_else(|| path.to_owned(), Utf8PathBuf::clone);
    let mut groups: Vec<Group> = groups;
    for group in &mut groups {
        let mut known = BTreeSet::new();
        // Files before links to them.
        group.files.sort_by_key(|file| links.contains_key(&file.path));
        group.files.retain(|file| known.insert(real(&file.path)));
        group.files.sort();
    }
    let files: Vec<BTreeSet<Utf8PathBuf>> =
        groups.iter().map(|group| group.files.iter().map(|file| real(&file.path)).collect()).collect();
    let mut owners: BTreeMap<&Utf8Path, Vec<usize>> = BTreeMap::new();
    for (n, own) in files.iter().enumerate() {
        own.iter().for_each(|file| owners.entry(file).or_default().push(n));
    }
    let mut kept: Vec<bool> = vec![true; groups.len()];
    for (n, own) in files.iter().enumerate() {
        // Whoever has all of these files has the one that the fewest have.
        let rarest = own.iter().filter_map(|file| owners.get(file.as_path())).min_by_key(|owners| owners.len());
        let sharers = rarest.into_iter().flatten();
        let elsewhere = sharers.filter_map(|&m| Some((m, files.get(m)?))).any(|(m, other)| {
            let bigger = own.len() < other.len() || m < n && own.len() == other.len();
            m != n && kept.get(m) == Some(&true) && bigger && own.is_subset(other)
        });
        if elsewhere && let Some(keep) = kept.get_mut(n) {
            *keep = false;
        }
    }
    let mut kept = kept.into_iter();
    groups.retain(|_| kept.next().unwrap_or(true));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::Candidate;

    fn group(name: &str, files: &[&str]) -> Group {
        let files = files.iter().filter_map(|path| Candidate::at(Utf8Path::new(path))).collect();
        Group { name: name.into(), files }
    }

    #[test]
    fn a_file_is_read_once_unless_two_deployments_have_it() {
        let links = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect();
        let names = |groups: Vec<Group>| {
            groups.into_iter().map(|group| (group.name.to_string(), group.files.len())).collect::<Vec<_>>()
        };
        let found = once(
            vec![group("a", &["a/flink-conf.yaml", "a/zoo.cfg"]), group("a/real", &["a/real/zoo.cfg"])],
            &links(&[("a/zoo.cfg", "a/real/zoo.cfg")]),
        );
        assert_eq!(names(found), [("a".to_owned(), 2)]);
        let found = once(
            vec![
                group("dev", &["dev/flink-conf.yaml", "dev/zoo.cfg"]),
                group("prod", &["prod/flink-conf.yaml", "prod/zoo.cfg"]),
            ],
            &links(&[("dev/zoo.cfg", "prod/zoo.cfg")]),
        );
        assert_eq!(names(found), [("dev".to_owned(), 2), ("prod".to_owned(), 2)]);
        let found = once(vec![group("a", &["a/zoo.cfg", "a/b/zoo.cfg"])], &links(&[("a/b/zoo.cfg", "a/zoo.cfg")]));
        assert_eq!(names(found), [("a".to_owned(), 1)]);
    }
}
