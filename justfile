# What a change must pass.
check: fmt lint test doc

# Format the source.
fmt:
    cargo fmt

# Lints; a warning is an error.
lint:
    cargo clippy --all-targets -- -D warnings

# All tests, the ones against real FTP servers too. Arguments go to the test runner.
test *arguments:
    tests/run {{arguments}}

# The documentation of the library.
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps

# Licences and known vulnerabilities of the dependencies (needs cargo-deny).
deny:
    cargo deny check

# How quick the screen is with 100,000 entries in both panes, two transfers running; mc beside it where
# it is installed. Arguments: another number of entries.
bench-screen *entries:
    cargo bench --bench screen -- {{entries}}

# How long frames, sorting, filtering and parts of listings take.
bench-panes:
    cargo bench --bench panes --bench frames

# How long each key takes whose work grows with the entries of a pane.
bench-keys:
    cargo bench --bench keys

# Paint the screenshots anew from the real program.
screenshots *scenes:
    screenshots/make {{scenes}}

# Try the program without a server of your own.
demo:
    cargo run --release -- demo

# The fault matrix, each row as often as its table says (some hours), and the table of what came of
# it. Arguments go to the test runner; `FAULTS=short` makes it as short as it is in `test`.
faults *arguments:
    tests/faults/run {{arguments}}

# The same faults for curl, lftp, rclone, ncftp and wget, where they are installed, side by side.
faults-peers:
    cargo test --test faults -- --ignored --exact peers::trials::table_of_all_programs --nocapture

# Look for bytes from a server that break something: each fuzz target for so many seconds, or the
# named ones (needs the nightly toolchain and cargo-fuzz).
fuzz seconds="60" *targets:
    .ci/nightly {{seconds}} {{targets}}
