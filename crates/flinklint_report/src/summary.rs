//! One sentence that says what was found and in what, and the notes that qualify it.
//!
//! Shared by formats for people, so that "no findings" is never "nothing read".

use super::{Report, counted};
use flinklint_linter::findings::{CheckedDeployment, ProductVersion, Severity};

/// More versions of one product than this are counted, not listed.
const MOST_VERSIONS: usize = 3;

/// `3 errors, 1 warning`, worst first; empty without findings. Each part comes with its severity, for colour.
pub(super) fn counts(report: &Report<'_>) -> Vec<(Severity, String)> {
    [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "info")]
        .into_iter()
        .filter_map(|(severity, noun)| match (report.count(severity), severity) {
            (0, _) => None,
            (number, Severity::Info) => Some((severity, format!("{number} {noun}"))),
            (number, _) => Some((severity, counted(number, noun))),
        })
        .collect()
}

/// `in 2 deployments (9 files); Flink 1.18.1 (--flink-version), ZooKeeper 3.5 and newer (assumed)`: what follows the counts.
pub(super) fn looked_at(report: &Report<'_>) -> String {
    let deployments = &report.checked.deployments;
    let files = deployments.iter().map(|deployment| deployment.files.len()).sum();
    let mut sentence = format!("in {} ({})", counted(deployments.len(), "deployment"), counted(files, "file"));
    let versions = versions(deployments);
    if !versions.is_empty() {
        sentence.push_str("; ");
        sentence.push_str(&versions.join(", "));
    }
    sentence
}

/// The whole sentence without colour.
pub(super) fn sentence(report: &Report<'_>) -> String {
    if report.checked.deployments.is_empty() {
        return nothing_checked(report);
    }
    let counts = counts(report).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    let found = if counts.is_empty() { "no findings".to_owned() } else { counts.join(", ") };
    format!("{found} {}", looked_at(report))
}

/// What to say when there is no deployment: findings are possible then, about a file that belongs to none.
pub(super) fn nothing_checked(report: &Report<'_>) -> String {
    let counts = counts(report).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    if counts.is_empty() {
        "nothing checked: no deployment was found".to_owned()
    } else {
        format!("{}; no deployment was found", counts.join(", "))
    }
}

/// What qualifies the result, one sentence each.
pub(super) fn notes(report: &Report<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let checked = report.checked;
    if checked.not_reported.undecided > 0 {
        let conditions = counted(checked.not_reported.undecided, "condition");
        let (verb, subject) = if checked.not_reported.undecided == 1 { ("depends", "it") } else { ("depend", "they") };
        notes.push(format!(
            "{conditions} could not be evaluated: {subject} {verb} on values that are not in these files"
        ));
    }
    if checked.not_reported.ignored > 0 {
        notes.push(format!("{} ignored", counted(checked.not_reported.ignored, "finding")));
    }
    if checked.not_reported.known > 0 {
        notes.push(format!("{} in the baseline", counted(checked.not_reported.known, "known finding")));
    }
    if checked.not_reported.cut > 0 {
        let rules = counted(checked.not_reported.cut, "rule");
        notes.push(format!("{rules} reached the limit of findings per deployment; the rest are omitted"));
    }
    notes
}

/// The versions of one deployment: `Flink 1.18.1 (--flink-version)`.
pub(super) fn versions_of(deployment: &CheckedDeployment) -> Vec<String> {
    let shown =
        |ProductVersion { product, version, evidence }: &ProductVersion| format!("{product} {version} ({evidence})");
    deployment.versions.iter().map(shown).collect()
}

fn versions(deployments: &[CheckedDeployment]) -> Vec<String> {
    let mut products: Vec<(&str, Vec<(&str, &str)>)> = Vec::new();
    let all = deployments.iter().flat_map(|deployment| deployment.versions.iter());
    for ProductVersion { product, version, evidence } in all {
        let at = products.iter().position(|(name, _)| name == product).unwrap_or_else(|| {
            products.push((product, Vec::new()));
            products.len() - 1
        });
        let known = &mut products[at].1;
        if !known.contains(&(version, evidence)) {
            known.push((version, evidence));
        }
    }
    products
        .into_iter()
        .map(|(product, known)| {
            if known.len() > MOST_VERSIONS {
                return format!("{product} in {} versions", known.len());
            }
            let known = known.iter().map(|(version, evidence)| format!("{version} ({evidence})")).collect::<Vec<_>>();
            format!("{product} {}", known.join(" and "))
        })
        .collect()
}
