//! Arguments in, exit code out.

fn main() -> std::process::ExitCode {
    flinklint::cli::run(std::env::args_os())
}
