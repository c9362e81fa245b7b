FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --bin rengang && cp target/release/rengang /rengang

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/rengang rengang \
    && install -d -o rengang -g rengang -m 0700 /var/lib/rengang /var/lib/rengang-keys
COPY --from=build /rengang /usr/local/bin/rengang
USER rengang
# The keys lie apart from the data, so that their backups do too.
ENV RENGANG_DATA_DIR=/var/lib/rengang \
    RENGANG_KEYS_DIR=/var/lib/rengang-keys \
    RENGANG_LISTEN=0.0.0.0:8080 \
    RENGANG_LOG_FORMAT=json
VOLUME ["/var/lib/rengang", "/var/lib/rengang-keys"]
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD curl --fail --silent --output /dev/null http://127.0.0.1:8080/readyz
ENTRYPOINT ["rengang"]
CMD ["serve"]
