# Everything that CI does.
ready:
    .ci/run

# The main job on a shipped example.
demo:
    cargo run --release --quiet -- check fixtures/standalone-bad

# Accept new snapshots and write generated pages again.
accept:
    INSTA_UPDATE=always FLINKLINT_WRITE=1 cargo test --no-fail-fast

# Time of every stage, of loading 240 rules, and of a fleet of 10,000 deployments.
bench:
    cargo bench

# Generated input of another seed in every run, and much more damage to deployments.
random:
    PROPTEST_RNG_SEED=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ') PROPTEST_CASES=5000 \
        cargo test --release --lib --test robustness --test report_formats

# Licences and sources of all dependencies (needs cargo-deny).
deny:
    cargo deny check licenses bans sources
