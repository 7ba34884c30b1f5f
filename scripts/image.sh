#!/usr/bin/env bash
# Builds the image that ships, offline, from the last stage of the Dockerfile:
# `scripts/image.sh [--quick] [--test] [--show] [amd64|arm64]`.
#
# --quick   holds the binary that is built quickly, and goes by another name
# --show    then prints its layers and files with their sizes, and runs it three times with no more than what the Actions runner
#           gives it, to the exit codes 0, 1 and 2
# --test    then runs it as the Actions runner runs it: the tests of tests/runner that need an image
#
# Builds with buildah and runs with podman and runc, without a daemon; as root they keep to a folder of their own,
# target/containers, and are installed where apt-get can. Else podman or docker that is there is used. With none of them
# the step is left out, and says so.
set -euo pipefail
cd "$(dirname "$0")/.."

quick=() test='' show='' arch=amd64 dist=dist name=localhost/holdpoint
for argument in "$@"; do
    case $argument in
    --quick) quick=(--quick) dist=target/quick/dist name=localhost/holdpoint-quick ;;
    --test) test=yes ;;
    --show) show=yes ;;
    amd64 | arm64) arch=$argument ;;
    *)
        echo "usage: scripts/image.sh [--quick] [--test] [--show] [amd64|arm64]" >&2
        exit 2
        ;;
    esac
done

# What builds, and what runs.
choose() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        if ! command -v buildah >/dev/null || ! command -v podman >/dev/null || ! command -v runc >/dev/null; then
            scripts/packages.sh buildah podman runc
        fi
        build=(buildah bud --isolation chroot) engine=podman
    elif command -v podman >/dev/null; then
        build=(podman build) engine=podman
    elif command -v docker >/dev/null && docker info >/dev/null 2>&1; then
        build=(docker build) engine=docker
    else
        return 1
    fi
}

# A store of its own, and no more than what a machine without control over limits and groups of processes allows.
configure() {
    local store=$PWD/target/containers
    mkdir -p "$store"
    printf '[storage]\ndriver = "overlay"\nrunroot = "%s/run"\ngraphroot = "%s/store"\n' "$store" "$store" >"$store/storage.conf"
    printf '%s\n' '[containers]' 'default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]' '[engine]' 'runtime = "runc"' \
        'cgroup_manager = "cgroupfs"' 'events_logger = "file"' >"$store/containers.conf"
    export CONTAINERS_CONF=$store/containers.conf CONTAINERS_STORAGE_CONF=$store/storage.conf
}

if ! choose; then
    echo "left out: the image was neither built nor run, because there is no podman and no docker, and nothing can be installed here"
    exit 0
fi
if [ "$(id -u)" = 0 ] && [ "$engine" = podman ]; then configure; fi

scripts/build-dist.sh "${quick[@]}" "$arch"

# The context holds what the repository holds after scripts/build-dist.sh, as far as it matters here.
context=.
if [ "$dist" != dist ]; then
    context=target/quick
    cp Dockerfile .dockerignore "$context/"
fi
if [ "$engine" = docker ]; then stamp=(); else stamp=(--timestamp 0); fi
command=("${build[@]}" --platform "linux/$arch" "${stamp[@]}" --tag "$name:$arch" .)
echo "in $context: ${command[*]}"
(cd "$context" && "${command[@]}")
echo "image: $name:$arch"

[ -n "$test$show" ] || exit 0
export HOLDPOINT_ENGINE=$engine HOLDPOINT_IMAGE=$name:$arch HOLDPOINT_ARCH=$arch
case $engine-$arch-$(uname -m) in
*-amd64-x86_64 | *-arm64-aarch64) unset HOLDPOINT_EMULATOR ;;
# The kernel of Docker's machine emulates by itself, if at all.
docker-*) unset HOLDPOINT_EMULATOR ;;
*)
    emulator=qemu-$([ "$arch" = arm64 ] && echo aarch64 || echo x86_64)-static
    command -v "$emulator" >/dev/null || scripts/packages.sh qemu-user-static
    HOLDPOINT_EMULATOR=$(command -v "$emulator")
    export HOLDPOINT_EMULATOR
    ;;
esac
if [ -n "$show" ]; then cargo test --locked --quiet --test runner -- --ignored --nocapture --test-threads=1 inside::; fi
if [ -n "$test" ]; then cargo test --locked --test runner -- --ignored; fi
