# Everything that CI does.
ready:
    .ci/run

# The main job on a shipped example.
demo:
    cargo run --release --quiet -- check fixtures/standalone-bad

# Accept new snapshots and write generated pages again.
accept:
    INSTA_UPDATE=always FLINKLINT_WRITE=1 cargo test

# Time of every stage, of loading 240 rules, and of a fleet of 10,000 deployments.
bench:
    cargo bench

# Licences and sources of all dependencies (needs cargo-deny).
deny:
    cargo deny check licenses bans sources
