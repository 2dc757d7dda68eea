//! The order of all findings of a run: by file, place and rule, and each of them once.

use super::ReportedFinding;

/// Puts the findings in their order. A file that several deployments share is judged in each of them and reported once.
pub(crate) fn order(findings: &mut Vec<ReportedFinding>) {
    findings.sort_by(|a, b| key(a).cmp(&key(b)));
    findings.dedup_by(|a, b| a.rule == b.rule && a.message == b.message && places(a) == places(b));
}

fn key(finding: &ReportedFinding) -> (&str, (u32, u32), &str, &str) {
    let place = finding.labels.first().map_or(("", (0, 0)), |label| (&*label.path, label.bytes));
    (place.0, place.1, &finding.rule, &finding.message)
}

fn places(finding: &ReportedFinding) -> Vec<(&str, (u32, u32))> {
    let labels = finding.labels.iter().map(|label| (&*label.path, label.bytes));
    labels.chain(finding.copies.iter().map(|copy| (&*copy.place.path, copy.place.bytes))).collect()
}
