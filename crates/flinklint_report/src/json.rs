//! The JSON report, version 1: an interface for other programs.
//!
//! Its structs belong to the format and to nothing else, so that a change inside flinklint cannot change what is printed.
//! Described in `docs/json.md` and `docs/schema/report-v1.schema.json`. Keys are always present; what is absent is `null` or
//! an empty list.

use super::Report;
use super::each::Each;
use flinklint_linter::findings::identity::Fingerprint;
use flinklint_linter::findings::{
    CheckedDeployment, Edit, FilePlace, Fix, ProductVersion, ReportedCopy, ReportedFinding, ReportedLabel, Severity,
};
use flinklint_syntax::source::Position;
use serde::Serialize;
use std::io::{self, Write};

/// Raised only when a key is removed or changes its meaning; new keys do not raise it.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct JsonReport<'r, D, F> {
    version: u32,
    tool: Tool<'r>,
    summary: Summary<D>,
    findings: F,
}

#[derive(Serialize)]
struct Tool<'r> {
    name: &'static str,
    version: &'r str,
}

#[derive(Serialize)]
struct Summary<D> {
    errors: usize,
    warnings: usize,
    infos: usize,
    undecided: usize,
    older_only: usize,
    ignored: usize,
    known: usize,
    deployments: D,
}

#[derive(Serialize)]
struct Deployment<'r> {
    name: &'r str,
    files: &'r [String],
    versions: Vec<JsonVersion<'r>>,
}

#[derive(Serialize)]
struct JsonVersion<'r> {
    product: &'r str,
    version: &'r str,
    evidence: &'r str,
}

#[derive(Serialize)]
struct JsonFinding<'r> {
    rule: &'r str,
    name: &'r str,
    severity: &'static str,
    message: &'r str,
    help: Option<&'r str>,
    fix: Option<JsonFix<'r>>,
    url: Option<&'r str>,
    labels: Vec<JsonLabel<'r>>,
    copies: Vec<JsonCopy<'r>>,
    versions: Option<&'r str>,
    consequences: Vec<Consequence<'r>>,
    fingerprint: Fingerprint,
}

#[derive(Serialize)]
struct JsonFix<'r> {
    applicability: &'static str,
    edits: Vec<JsonEdit<'r>>,
}

#[derive(Serialize)]
struct JsonEdit<'r> {
    path: &'r str,
    start: Place,
    end: Place,
    text: &'r str,
}

#[derive(Serialize)]
struct JsonCopy<'r> {
    path: &'r str,
    start: Place,
    end: Place,
    fingerprint: Fingerprint,
    consequences: &'r [Fingerprint],
}

#[derive(Serialize)]
struct JsonLabel<'r> {
    path: &'r str,
    start: Place,
    end: Place,
    text: &'r str,
}

/// Line and column from 1 (columns in Unicode code points), offset from 0 (in bytes of the file).
#[derive(Serialize)]
struct Place {
    line: u32,
    column: u32,
    offset: u32,
}

#[derive(Serialize)]
struct Consequence<'r> {
    rule: &'r str,
    name: &'r str,
    severity: &'static str,
    message: &'r str,
    labels: Vec<JsonLabel<'r>>,
    fingerprint: Fingerprint,
}

/// Writes the report as JSON, followed by a line end.
///
/// # Errors
/// What the writer returns, a closed pipe among it.
pub fn json(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let document = JsonReport {
        version: VERSION,
        tool: Tool { name: "flinklint", version: report.tool_version },
        summary: summary(report),
        findings: Each(|| report.findings.iter().map(|finding| self::finding(report, finding))),
    };
    let mut out = io::BufWriter::new(out);
    serde_json::to_writer_pretty(&mut out, &document)?;
    writeln!(out)?;
    out.flush()
}

fn summary(report: &Report<'_>) -> Summary<impl Serialize> {
    let deployments = &report.checked.deployments;
    Summary {
        errors: report.count(Severity::Error),
        warnings: report.count(Severity::Warning),
        infos: report.count(Severity::Info),
        undecided: report.checked.not_reported.undecided,
        older_only: report.checked.not_reported.older_only,
        ignored: report.checked.not_reported.ignored,
        known: report.checked.not_reported.known,
        deployments: Each(move || deployments.iter().map(deployment)),
    }
}

fn deployment(deployment: &CheckedDeployment) -> Deployment<'_> {
    Deployment {
        name: &deployment.name,
        files: &deployment.files,
        versions: deployment.versions.iter().map(version).collect(),
    }
}

fn version(known: &ProductVersion) -> JsonVersion<'_> {
    let ProductVersion { product, version, evidence } = known;
    JsonVersion { product, version, evidence }
}

fn finding<'r>(report: &Report<'r>, finding: &'r ReportedFinding) -> JsonFinding<'r> {
    JsonFinding {
        rule: &finding.rule,
        name: &finding.name,
        severity: finding.severity.as_str(),
        message: &finding.message,
        help: finding.help.as_deref(),
        fix: finding.fix.as_ref().map(fix),
        url: report.rule(&finding.rule).and_then(|rule| rule.url.as_deref()),
        labels: finding.labels.iter().map(label).collect(),
        copies: finding.copies.iter().map(copy).collect(),
        versions: finding.versions.as_deref(),
        consequences: finding.consequences.iter().map(consequence).collect(),
        fingerprint: finding.fingerprint,
    }
}

fn consequence(finding: &ReportedFinding) -> Consequence<'_> {
    Consequence {
        rule: &finding.rule,
        name: &finding.name,
        severity: finding.severity.as_str(),
        message: &finding.message,
        labels: finding.labels.iter().map(label).collect(),
        fingerprint: finding.fingerprint,
    }
}

fn fix(fix: &Fix<FilePlace>) -> JsonFix<'_> {
    JsonFix { applicability: fix.applicability.as_str(), edits: fix.edits.iter().map(edit).collect() }
}

fn edit(edit: &Edit<FilePlace>) -> JsonEdit<'_> {
    let Edit { place: FilePlace { path, start, end, bytes }, text } = edit;
    JsonEdit { path, start: place(*start, bytes.0), end: place(*end, bytes.1), text }
}

fn copy(copy: &ReportedCopy) -> JsonCopy<'_> {
    let ReportedCopy { place: FilePlace { path, start, end, bytes }, fingerprint, consequences } = copy;
    JsonCopy { path, start: place(*start, bytes.0), end: place(*end, bytes.1), fingerprint: *fingerprint, consequences }
}

fn place(at: Position, offset: u32) -> Place {
    Place { line: at.line, column: at.column, offset }
}

fn label(label: &ReportedLabel) -> JsonLabel<'_> {
    JsonLabel {
        path: &label.path,
        start: place(label.start, label.bytes.0),
        end: place(label.end, label.bytes.1),
        text: &label.text,
    }
}
