//! Turns the rulebook into constants.
//!
//! Nothing is judged here. A file that does not parse stops the build; whether a rule makes sense is for the tests, which can
//! see the types of the facts.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is how a build script speaks to cargo")]
#![allow(clippy::disallowed_methods, reason = "a build script reads data and writes code")]

mod rulebook;

fn main() {
    let out = std::path::PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    let written = rulebook::generate()
        .and_then(|text| std::fs::write(out.join("rulebook.rs"), text).map_err(|error| error.to_string()));
    if let Err(error) = written {
        eprintln!("error: {error}");
        std::process::exit(1)
    }
}
