#!/usr/bin/env bash
# Builds the static binary of the container image into dist/linux/ARCH/holdpoint: `scripts/build-dist.sh [amd64|arm64]`.
# With `--quick` it is built as tests are, without the minutes that making it small and fast takes, and goes to
# target/quick/dist, so that nobody ships it. Installs what is missing: the Rust target, and with apt-get the C compiler.
set -euo pipefail
cd "$(dirname "$0")/.."

dist=dist profile=release
if [ "${1:-}" = --quick ]; then
    dist=target/quick/dist profile=dev
    shift
fi
arch=${1:-amd64}
case $arch in
amd64)
    target=x86_64-unknown-linux-musl
    needed=(musl-gcc) packages=(musl-tools)
    ;;
arm64)
    target=aarch64-unknown-linux-musl
    needed=(aarch64-linux-gnu-gcc) packages=(gcc-aarch64-linux-gnu libc6-dev-arm64-cross)
    # Debian has no musl compiler for arm64. The only C is in ring, which needs nothing of the C library's.
    export CC_aarch64_unknown_linux_musl=aarch64-linux-gnu-gcc
    export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_MUSL_LINKER=rust-lld
    ;;
*)
    echo "usage: scripts/build-dist.sh [--quick] [amd64|arm64]" >&2
    exit 2
    ;;
esac

command -v "${needed[@]}" >/dev/null || scripts/packages.sh "${packages[@]}"
rustup target list --installed | grep -qx "$target" || rustup target add "$target"

# The same bytes from any folder: no path of this machine stays in the binary.
export RUSTFLAGS="--remap-path-prefix=$PWD=/src --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
# What the compiler itself runs, such as the crates that derive code, is then the one of `cargo test`, already built.
if [ "$profile" = dev ]; then RUSTFLAGS+=" -C debuginfo=0 -C strip=symbols"; fi
cargo build --locked --profile "$profile" --target "$target" --bin holdpoint

built=target/$target/$([ "$profile" = dev ] && echo debug || echo release)/holdpoint
mkdir -p "$dist/linux/$arch"
install -m 0755 "$built" "$dist/linux/$arch/holdpoint"
(cd "$dist" && find linux -type f -name holdpoint | sort | xargs sha256sum >SHA256SUMS)
echo "$dist/linux/$arch/holdpoint: $(stat -c %s "$dist/linux/$arch/holdpoint") bytes"
