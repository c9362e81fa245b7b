# Short names for what can be done without them too; the README never asks for `just`.

# What there is.
default:
    @just --list

# The demonstration, served.
up:
    cargo run --release -- demo

# Everything, on both databases.
test:
    ./test

# Accept what the code writes down for people; look at the difference afterwards.
bless:
    UPDATE=1 cargo test --test api written

# Format and lints, as the pipeline asks for them.
lint:
    cargo fmt --check
    cargo clippy --workspace --all-targets -- -D warnings

# The schema up, down and up again, on SQLite or on the server of TEST_DATABASE_URL.
migrate:
    cargo test --test api schema

# The import of a million rows against the databases' own speed; TEST_DATABASE_URL adds PostgreSQL.
bench:
    cargo bench --bench import

# Every operation, asked as everybody.
contract:
    cargo build
    tests/contract/run

# A minute of random bytes for everything that reads what strangers send.
fuzz:
    fuzz/run

# What the pipeline does.
ci:
    .ci/run
