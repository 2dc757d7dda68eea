//! To which setting a place belongs: its logical key, as the reader of the file decodes it.
//!
//! Settings are found by their places in the trees, so a fact need not carry the key for it. A line that its reader drops has
//! the key that its author meant, where that can be told.

use super::identity::Subject;
use super::{Finding, Label};
use crate::documents::{Documents, Tree};
use flinklint_syntax::Scalar;
use flinklint_syntax::source::{FileSet, Span};

/// The places of all keys of a deployment, with what belongs to each.
#[derive(Debug)]
pub(crate) struct LogicalKeys<'d> {
    set: &'d FileSet,
    /// Ascending by start.
    places: Vec<(Span, &'d str)>,
}

/// A place lies in one of so many of the settings that begin before it: only elements of XML may be inside one another.
const NESTED: usize = 8;

impl<'d> LogicalKeys<'d> {
    pub(crate) fn new(documents: &'d Documents<'_>, set: &'d FileSet) -> Self {
        let mut places = Vec::new();
        let documents = documents.nodes.iter().flat_map(|node| &node.documents);
        documents.for_each(|document| add_keys(&document.tree, &mut places));
        // Of equal starts the longest comes first, so that the innermost is found first from behind.
        places.sort_by_key(|(span, _): &(Span, &str)| (span.file, span.start, std::cmp::Reverse(span.end)));
        places.dedup();
        Self { set, places }
    }

    /// What a finding is about: the setting of its primary place. A finding about a list as a whole is about no setting, unless all
    /// of the list is in one.
    pub(crate) fn subject(&self, finding: &Finding) -> Subject {
        Subject::common(finding.about().map(|label| self.of_label(label)))
    }

    /// What a place is about.
    pub(crate) fn of_label(&self, label: &Label) -> Subject {
        let physical = self.set.physical(label.span);
        let known = self.at(label.span).or_else(|| self.at(label.key?));
        let key = match (known, label.key) {
            (Some(key), _) => key.to_owned(),
            (None, Some(key)) => String::from_utf8_lossy(self.set.slice(key)).into_owned(),
            (None, None) => String::new(),
        };
        Subject { path: self.set.path(physical.file).to_string(), key }
    }

    fn at(&self, place: Span) -> Option<&'d str> {
        let begins_before = |(span, _): &(Span, &str)| (span.file, span.start) <= (place.file, place.start);
        let after = self.places.partition_point(begins_before);
        let before = self.places.get(after.saturating_sub(NESTED)..after)?;
        // What follows a value directly, such as a blank too many, is still about its setting.
        let holds = |(span, _): &&(Span, &str)| span.file == place.file && place.start <= span.end;
        let (_, key) = before.iter().rev().find(holds)?;
        // What goes on into other settings is about none of them.
        let mut inside =
            self.places.iter().skip(after).take_while(|(span, _)| span.file == place.file && span.start < place.end);
        inside.all(|(_, other)| other == key).then_some(*key)
    }
}

fn over(first: Span, last: Span) -> Span {
    Span { end: first.end.max(last.end), ..first }
}

fn add_keys<'d>(tree: &'d Tree<'_>, places: &mut Vec<(Span, &'d str)>) {
    let mut add = |place: Span, key: &'d str| places.push((place, key));
    match tree {
        Tree::FlinkConf(conf) => {
            for line in &conf.entries {
                add(over(line.entry.key.span, line.entry.value.span), &line.entry.key.text);
            }
            for line in &conf.dropped {
                add(line.span, line.key.as_ref().map_or("", |key| &key.text));
            }
        }
        Tree::ConfigYaml(yaml) => {
            for entry in &yaml.entries {
                add(entry.key.span, &entry.key.text);
                add(entry.value.span, &entry.key.text);
            }
            for key in &yaml.hollow {
                add(key.span, &key.text);
            }
        }
        Tree::Properties(properties) => {
            for one in &properties.entries {
                add(over(one.entry.key.span, one.entry.value.span), &one.entry.key.text);
            }
        }
        Tree::SiteXml(site) => {
            for property in &site.properties {
                add(property.span, &property.name.text);
            }
            for oddity in &site.oddities {
                add(oddity.span, oddity.name.as_ref().map_or("", |name| &name.text));
            }
        }
        Tree::HostList(hosts) => {
            for line in &hosts.lines {
                let whole = over(line.word.span, line.ignored.unwrap_or(line.word.span));
                add(whole, without_carriage_return(&line.host));
            }
        }
        Tree::MyId(_) | Tree::Unread => {}
    }
}

fn without_carriage_return<'d>(host: &'d Scalar<'_>) -> &'d str {
    host.text.trim_end_matches('\r')
}
