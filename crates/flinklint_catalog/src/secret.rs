//! Which keys hold secrets: what any version of Flink hides in its log, what it forgets (`catalog/secret-words.tsv`), and the
//! options of which the catalogue says that their value is one. This is the one place that is asked.
//!
//! Masking text is the business of the linter's `redact`, which asks here.

use super::Minors;
use super::tables::{FLINK_MINORS, FLINK_SENSITIVE, SECRET_ENDINGS, SECRET_WORDS};
use crate::content::Content;
use crate::option;
use crate::version::{Product, Version};
use aho_corasick::AhoCorasick;
use std::sync::OnceLock;

/// Words that make a key sensitive, in lower case.
pub fn words() -> &'static [&'static str] {
    SECRET_WORDS
}

/// Whether a text has one of the words, in any case: every line of a deployment is asked.
pub fn has_word(text: &str) -> bool {
    static WORDS: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    let words = WORDS.get_or_init(|| AhoCorasick::builder().ascii_case_insensitive(true).build(SECRET_WORDS).ok());
    words.as_ref().is_none_or(|words| words.is_match(text))
}

/// What a login of YARN or HDFS at ZooKeeper is called: its value is `scheme:user:password`.
const LOGIN_ENDINGS: &[&str] = &[".auth", "-auth"];

/// Whether the value of a key must not be shown: by its words, or because the option is known to hold a secret.
pub fn is_secret(key: &str) -> bool {
    is_secret_by_words(key) || known_without_words().contains(&key)
}

fn is_secret_by_words(key: &str) -> bool {
    has_word(key) && !is_harmless(key) || LOGIN_ENDINGS.iter().any(|ending| key.ends_with(ending))
}

/// The few options that hold a secret and whose keys do not say so.
fn known_without_words() -> &'static [&'static str] {
    static KNOWN: OnceLock<Vec<&str>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let options = Product::ALL.into_iter().flat_map(option::all);
        let secret = options.filter(|option| option.stated_content() == Some(Content::Secret));
        secret.map(|option| option.spec().key()).filter(|key| !is_secret_by_words(key)).collect()
    })
}

/// Whether a key ends like those that are about a secret and hold none, in any case.
pub fn is_harmless(key: &str) -> bool {
    let ends = |ending: &&str| {
        let end = key.len().checked_sub(ending.len()).and_then(|from| key.get(from..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(ending))
    };
    SECRET_ENDINGS.iter().any(ends)
}

/// The oldest version of Flink that hides the value of a key in its log and in its web interface
/// (`GlobalConfiguration.isSensitive`); none where no version does.
pub fn hidden_since(key: &str) -> Option<Version> {
    let key = key.to_ascii_lowercase();
    let hides = FLINK_SENSITIVE.iter().filter(|(word, _)| key.contains(word));
    let bits = hides.fold(0, |bits, (_, minors)| bits | minors.0);
    Minors(bits).first(FLINK_MINORS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::option::Name;

    #[test]
    fn flink_hides_some_and_forgets_others() {
        assert_eq!(hidden_since("security.ssl.internal.key-password"), Some(Version::new(1, 11)));
        assert_eq!(hidden_since("metrics.reporter.dd.basic-auth"), Some(Version::new(1, 17)));
        assert_eq!(hidden_since("s3.access-key"), None);
        assert!(is_secret("s3.access-key") && is_secret("s3.secret-key"));
        assert!(!is_secret("security.delegation.tokens.enabled"));
        assert!(is_secret("hadoop.zk.auth"));
        assert!(
            is_secret("dfs.namenode.bookkeeperjournal.digestPw") && !is_secret("dfs.namenode.bookkeeperjournal.zk")
        );
    }

    #[test]
    fn what_the_catalogue_says_is_a_secret_is_one() {
        let options = Product::ALL.into_iter().flat_map(option::all);
        let secret = options.filter(|option| option.content_of_any() == Content::Secret);
        let names = secret.flat_map(|option| option.names().map(Name::key).chain([option.spec().key()]));
        let keys: Vec<String> = names.map(|key| key.replace("<name>", "prom")).collect();
        assert!(keys.len() > 20);
        for key in keys {
            assert!(is_secret(&key), "{key}");
        }
    }
}
