//! Rules that another rule has replaced: their ids and names are never used again, and lead to the rule that finds the same
//! mistakes now.

/// Ids and names of retired rules, each with the id of the rule that replaces it.
pub const RETIRED: &[(&str, &str, &str)] = &[
    ("FC045", "unknown-key", "FC017"),
    ("HD004", "duplicate-property", "FC005"),
    ("HD007", "two-names-of-one-key", "FC009"),
    ("HD008", "misspelled-property", "FC006"),
    ("HD009", "number-refused", "FC014"),
    ("HD010", "switch-not-understood", "ZK008"),
    ("HD026", "unread-property", "FC017"),
    ("ZK007", "value-refused", "FC014"),
    ("ZK022", "misspelled-server-key", "FC006"),
    ("ZK023", "byte-order-mark-in-server-file", "FC008"),
    ("ZK024", "key-of-another-version", "FC007"),
    ("ZK025", "duplicate-server-key", "FC005"),
    ("ZK048", "unread-key", "ZK018"),
];

/// The id of the rule that replaces a retired one.
pub(super) fn replaced_by(word: &str) -> Option<&'static str> {
    let is_meant = |(id, name, _): &&(&str, &str, &str)| id.eq_ignore_ascii_case(word) || *name == word;
    RETIRED.iter().find(is_meant).map(|(_, _, id)| *id)
}
