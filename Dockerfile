# The last stage is what ships: one static binary, made by scripts/build-dist.sh. To build from source without that:
#
#     docker build --target source --tag holdpoint .
#
# Builders skip stages that the wanted one does not use. Nothing that is released comes from this one, so its base goes by the name
# that Cargo.toml's Rust has: a digest would have to be looked up with each Rust. Who builds it trusts that registry.
FROM docker.io/library/rust:1.95-bookworm AS build
# The base image fixes what Debian has.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends musl-tools \
    && rm -rf /var/lib/apt/lists/* \
    && rustup target add "$(uname -m)-unknown-linux-musl"
WORKDIR /src
COPY Cargo.toml Cargo.lock ./
COPY src src
COPY examples examples
RUN cargo build --release --locked --target "$(uname -m)-unknown-linux-musl" \
    && cp "target/$(uname -m)-unknown-linux-musl/release/holdpoint" /holdpoint

FROM scratch AS source
COPY --from=build --chmod=0755 /holdpoint /holdpoint
ENTRYPOINT ["/holdpoint"]

# No USER and no WORKDIR: the runner sets both, and as another user its folders could not be written. TARGETARCH has no
# default, because a default would outweigh the platform that is asked for.
FROM scratch AS release
ARG TARGETARCH
# Is it not there? dist/ is not committed: run scripts/build-dist.sh first, or use a release of the action, not main.
COPY --chmod=0755 dist/linux/${TARGETARCH}/holdpoint /holdpoint
ENTRYPOINT ["/holdpoint"]
