//! Turns the tables of the catalogue into constants.
//!
//! Nothing is judged here. A row that does not parse stops the build with its file and line.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is how a build script speaks to cargo")]
#![allow(clippy::disallowed_methods, reason = "a build script reads data and writes code")]

mod catalog;
mod declared;
mod limits;
mod namespaces;
mod options;
mod texts;

fn main() {
    let out = std::path::PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    let written = catalog::generate()
        .and_then(|text| std::fs::write(out.join("catalog.rs"), text).map_err(|error| error.to_string()));
    if let Err(error) = written {
        eprintln!("error: {error}");
        std::process::exit(1)
    }
}
