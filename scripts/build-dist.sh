#!/usr/bin/env bash
# Builds the static binary of the container image into dist/linux/ARCH/holdpoint: `scripts/build-dist.sh [amd64|arm64]`.
# Installs what is missing: the Rust target, and with apt-get the C compiler for it.
set -euo pipefail
cd "$(dirname "$0")/.."

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
    echo "usage: scripts/build-dist.sh [amd64|arm64]" >&2
    exit 2
    ;;
esac

if ! command -v "${needed[@]}" >/dev/null; then
    as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo -n)
    if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true; then
        echo "build-dist: ${needed[*]} is missing; on Debian: apt-get install ${packages[*]}" >&2
        exit 1
    fi
    # Once more, because other installs may run beside this one.
    for attempt in 1 2; do
        "${as_root[@]}" apt-get update -qq
        if "${as_root[@]}" apt-get install -qq -y --no-install-recommends "${packages[@]}" >/dev/null; then break; fi
        if [ "$attempt" = 2 ]; then exit 1; fi
    done
fi
rustup target list --installed | grep -qx "$target" || rustup target add "$target"

# The same bytes from any folder: no path of this machine stays in the binary.
export RUSTFLAGS="--remap-path-prefix=$PWD=/src --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
cargo build --release --locked --target "$target"

mkdir -p "dist/linux/$arch"
install -m 0755 "target/$target/release/holdpoint" "dist/linux/$arch/holdpoint"
(cd dist && find linux -type f -name holdpoint | sort | xargs sha256sum >SHA256SUMS)
echo "dist/linux/$arch/holdpoint: $(stat -c %s "dist/linux/$arch/holdpoint") bytes"
