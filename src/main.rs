//! The `flinklint` command: the only place that touches the disk, the environment and the terminal.
//!
//! One file per subcommand; `command` has what they share: the arguments, the exit codes and the one error type.

mod check;
mod command;
mod explain;
mod explain_json;
mod explain_key;
mod explain_rule;
mod explain_rules;
mod input;
mod links;
mod refused;
mod rules;
mod schema;
mod show;
mod terminal;

fn main() -> std::process::ExitCode {
    command::run(std::env::args_os())
}
