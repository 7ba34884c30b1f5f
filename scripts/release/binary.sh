#!/usr/bin/env bash
# Builds the binary of one target into FOLDER/holdpoint-TARGET: `scripts/release/binary.sh TARGET FOLDER`. The compiler is the
# one that Cargo.toml names, so that whoever builds the commit again has the same.
set -euo pipefail
target=${1:?} folder=${2:?}
cd "$(dirname "$0")/../.."

RUSTUP_TOOLCHAIN=$(sed -nE 's/^rust-version = "([^"]+)"$/\1/p' Cargo.toml)
export RUSTUP_TOOLCHAIN
rustup toolchain install "$RUSTUP_TOOLCHAIN" --profile minimal --no-self-update

mkdir -p "$folder"
case $target in
x86_64-unknown-linux-musl) scripts/build-dist.sh amd64 && built=dist/linux/amd64/holdpoint ;;
aarch64-unknown-linux-musl) scripts/build-dist.sh arm64 && built=dist/linux/arm64/holdpoint ;;
*-apple-darwin | *-windows-msvc)
    rustup target add "$target"
    export RUSTFLAGS="--remap-path-prefix=$PWD=/src --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
    # The runtime of C is a part of it, so that it runs on a machine without one.
    if [[ $target == *-windows-msvc ]]; then RUSTFLAGS+=" -C target-feature=+crt-static"; fi
    cargo build --release --locked --target "$target"
    built=target/$target/release/holdpoint
    if [[ $target == *-windows-msvc ]]; then built=$built.exe; fi
    ;;
*)
    echo "scripts/release/targets.txt has no target $target" >&2
    exit 2
    ;;
esac
# Not `cp`: that of Git for Windows puts `.exe` behind the name of a program.
cat "$built" >"$folder/holdpoint-$target"
