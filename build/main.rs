//! Turns the data of the repository into constants: the catalogue tables and the rulebook.
//!
//! Nothing is judged here. A row that does not parse stops the build with its file and line; whether a rule makes sense is
//! for the tests, which can see the crate's types.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is how a build script speaks to cargo")]

mod catalog;
mod declared;
mod limits;
mod rulebook;
mod texts;

fn main() {
    let out = std::path::PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    for (name, text) in [("catalog.rs", catalog::generate()), ("rulebook.rs", rulebook::generate())] {
        match text {
            Ok(text) => {
                if let Err(error) = std::fs::write(out.join(name), text) {
                    fail(&format!("cannot write {name}: {error}"));
                }
            }
            Err(error) => fail(&error),
        }
    }
}

fn fail(message: &str) -> ! {
    eprintln!("error: {message}");
    std::process::exit(1)
}
