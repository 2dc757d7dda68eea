//! The `flinklint` command: the only place that touches the disk, the environment and the terminal.
//!
//! One file per subcommand; `command` has what they share: the arguments, the exit codes and the one error type.

mod check;
mod command;
mod disk;
mod explain;
mod explain_json;
mod explain_key;
mod explain_rule;
mod explain_rules;
mod own_rules;
mod refused;
mod root;
mod rulebook;
mod rules;
mod schema;
mod search;
mod show;
mod terminal;
mod threads;

fn main() -> std::process::ExitCode {
    command::run(std::env::args_os())
}
