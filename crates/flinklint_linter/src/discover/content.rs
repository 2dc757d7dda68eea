//! What the content of a file says of whose it is: the probes of the table of kinds. Scans of lines, enough to recognise
//! and not to read.

use super::kinds::{Evidence, Verdict};
use std::borrow::Cow;

/// Nothing in such a file tells whose it is; what lies next to it does.
pub(super) fn any(_: Evidence<'_>) -> Verdict {
    Verdict::Ours
}

pub(super) fn flink_conf(file: Evidence<'_>) -> Verdict {
    if only_operator_keys(file.bytes) {
        Verdict::Foreign("it configures the Flink Kubernetes operator")
    } else {
        Verdict::Ours
    }
}

/// Flink's host lists in the same folder say whose it is, even where nothing in it can be read.
pub(super) fn config_yaml(file: Evidence<'_>) -> Verdict {
    if is_flink_yaml(file.bytes) || file.host_lists {
        Verdict::Ours
    } else {
        Verdict::Foreign("none of its keys is a Flink option")
    }
}

/// What is copied from a template may get its right name on the way.
pub(super) fn flink_misnamed(file: Evidence<'_>) -> Verdict {
    if file.template || !is_flink_yaml(file.bytes) {
        Verdict::Ignored
    } else if file.host_lists && !file.flink {
        Verdict::Ours
    } else {
        Verdict::Unopened("Flink reads only flink-conf.yaml and, since 1.19, config.yaml")
    }
}

pub(super) fn zoo_cfg(file: Evidence<'_>) -> Verdict {
    if is_zoo_cfg(file.bytes) { Verdict::Ours } else { Verdict::Foreign("it has no setting of a ZooKeeper server") }
}

pub(super) fn zoo_misnamed(file: Evidence<'_>) -> Verdict {
    if file.template || !is_zoo_cfg(file.bytes) {
        Verdict::Ignored
    } else {
        Verdict::Unopened("ZooKeeper's scripts read zoo.cfg unless they are given another name")
    }
}

pub(super) fn site_xml(file: Evidence<'_>) -> Verdict {
    if defines_a_stack(file.bytes) {
        Verdict::Foreign("it is an Ambari stack definition; Ambari generates the real file from it")
    } else {
        Verdict::Ours
    }
}

/// The text of a file in the encoding that its first bytes tell.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    let wide = |bytes: &[u8], read: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok()).map(read);
        let units: Vec<u16> = units.collect();
        Cow::Owned(String::from_utf16_lossy(&units))
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [first, 0, ..] if *first != 0 => wide(bytes, u16::from_le_bytes),
        [0, first, ..] if *first != 0 => wide(bytes, u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes),
    }
}

/// Dotted keys by indentation: enough to recognise, not to read.
fn dotted_keys(bytes: &[u8]) -> Vec<String> {
    let mut above: Vec<(usize, String)> = Vec::new();
    let mut keys = Vec::new();
    let mut text = decoded(bytes);
    if text.starts_with('{') && !text.trim_end().contains('\n') {
        // The whole in one line.
        text = Cow::Owned(text.split(['{', '}', ',']).map(str::trim).collect::<Vec<_>>().join("\n"));
    }
    for line in text.trim_start_matches('\u{feff}').split(['\n', '\r']).take(4000) {
        let line = line.strip_prefix("- ").unwrap_or(line);
        let text = line.trim_start();
        let indent = line.len() - text.len();
        let split = text.split_once([':', '=']).filter(|_| !text.starts_with(['#', '-', '{', '[']));
        let Some((key, _)) = split else { continue };
        let key = key.trim().trim_matches(['"', '\'']);
        above.retain(|(depth, _)| *depth < indent);
        let dotted = above.last().map_or_else(|| key.to_owned(), |(_, parent)| format!("{parent}.{key}"));
        above.push((indent, dotted.clone()));
        keys.push(dotted);
    }
    keys
}

/// One key in four must be an option of some version of Flink: users' own keys lie beside them, and a single match may be
/// chance (`rest.port`).
fn is_flink_yaml(bytes: &[u8]) -> bool {
    let keys = dotted_keys(bytes);
    let leaves: Vec<&String> = keys
        .iter()
        .filter(|key| {
            !keys.iter().any(|other| other.strip_prefix(key.as_str()).is_some_and(|rest| rest.starts_with('.')))
        })
        .collect();
    let known = leaves.iter().filter(|key| flinklint_catalog::flink::exists(key)).count();
    let telling = leaves
        .iter()
        .any(|key| ["jobmanager.", "taskmanager.", "high-availability"].iter().any(|word| key.starts_with(word)));
    known > 0 && known * 4 >= leaves.len() || telling && leaves.iter().any(|key| flinklint_catalog::flink::exists(key))
}

/// Ambari describes settings in files of the same name and shape, with elements of its own around the values.
fn defines_a_stack(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    ["<on-ambari-upgrade", "<value-attributes>", "supports_final=", "<property-type>"]
        .iter()
        .any(|mark| text.contains(mark))
}

fn only_operator_keys(bytes: &[u8]) -> bool {
    let keys = dotted_keys(bytes);
    !keys.is_empty() && keys.iter().all(|key| key.starts_with("kubernetes.operator."))
}

/// Settings of a server that `zkServer.sh` starts: Flink's script purges nothing, and takes no dynamic file.
pub(super) fn is_for_a_server_of_its_own(bytes: &[u8]) -> bool {
    setting_names(bytes).iter().any(|name| name.starts_with("autopurge.") || name == "dynamicConfigFile")
}

/// A comment of the file that ships with Flink, which most people leave in.
pub(super) fn is_of_flink(bytes: &[u8]) -> bool {
    String::from_utf8_lossy(bytes).contains("# ZooKeeper quorum peers")
}

fn setting_names(bytes: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(bytes)
        .trim_start_matches('\u{feff}')
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with(['#', '!']))
        .map(|line| line.split(['=', ':', ' ', '\t']).next().unwrap_or(line).to_owned())
        .collect()
}

fn is_zoo_cfg(bytes: &[u8]) -> bool {
    let names = setting_names(bytes);
    names.iter().any(|name| {
        let name = name.to_ascii_lowercase();
        ["ticktime", "datadir", "clientport", "initlimit", "synclimit", "dynamicconfigfile"].contains(&name.as_str())
            || name.starts_with("server.")
    })
}

pub(super) fn is_untouched(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let servers: Vec<&str> = text.lines().map(str::trim).filter(|line| line.starts_with("server.")).collect();
    servers == ["server.1=localhost:2888:3888"] && !text.lines().any(|line| line.trim_start().starts_with("dataDir"))
}

/// The base name of the file that `dynamicConfigFile` names; its folder on the server is not ours.
pub(super) fn dynamic_file(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let mut values = text.trim_start_matches('\u{feff}').lines().filter_map(|line| {
        let rest = line.trim().strip_prefix("dynamicConfigFile")?;
        let value = rest.trim_start_matches(['=', ':', ' ', '\t']);
        (value.len() < rest.len()).then_some(value)
    });
    Some(values.next_back()?.rsplit('/').next()?.to_owned())
}
