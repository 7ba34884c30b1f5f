#!/usr/bin/env bash
# Pushes the image of dist/ as a release does it, to a registry on this machine: the digest is the registry's, each platform holds
# what was built, and it runs by that digest; an image that is something else is found. `tests/release/push.sh`, as root, with
# dist/linux/{amd64,arm64}/holdpoint. Installs what it needs on Debian.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$PWD/target/push
address=127.0.0.1:5017
name=$address/holdpoint/holdpoint

needed() { command -v "$1" >/dev/null || scripts/packages.sh "${2:-$1}"; }
needed docker-registry
needed skopeo
needed jq
needed curl
needed buildah
needed podman
needed runc
if [ -e "$work" ]; then umount -q "$work/store/overlay" || true; fi
rm -rf "$work"
mkdir -p "$work/home/.config/containers" "$work/fault"

# A store of its own, and a registry without TLS, which no other program is told of.
printf '[storage]\ndriver = "overlay"\nrunroot = "%s/run"\ngraphroot = "%s/store"\n' "$work" "$work" >"$work/storage.conf"
printf '%s\n' '[containers]' 'default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]' '[engine]' 'runtime = "runc"' \
    'cgroup_manager = "cgroupfs"' 'events_logger = "file"' >"$work/containers.conf"
printf '[[registry]]\nlocation = "%s"\ninsecure = true\n' "$address" >"$work/home/.config/containers/registries.conf"
printf 'version: 0.1\nlog: {level: warn}\nstorage: {filesystem: {rootdirectory: %s}}\nhttp: {addr: "%s"}\n' \
    "$work/registry" "$address" >"$work/registry.yml"
export HOME=$work/home CONTAINERS_CONF=$work/containers.conf CONTAINERS_STORAGE_CONF=$work/storage.conf
docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
registry=$!
trap 'kill "$registry"' EXIT
for _ in {1..100}; do
    if curl --silent --fail "http://$address/v2/" >/dev/null; then break; fi
    sleep 0.1
done

digest=$(scripts/release/push-image.sh "docker://$name:0.0.0-1" 2>"$work/log") || { cat "$work/log" >&2 && exit 1; }
kinds=(application/vnd.oci.image.index.v1+json application/vnd.docker.distribution.manifest.list.v2+json)
found=$(curl --silent --show-error --fail --head "${kinds[@]/#/-HAccept: }" "http://$address/v2/holdpoint/holdpoint/manifests/0.0.0-1" |
    tr -d '\r' | sed -nE 's/^docker-content-digest: (\S+)$/\1/Ip')
echo "pushed:   $digest"
echo "registry: $found"
[ "$digest" = "$found" ]
for arch in amd64 arm64; do
    scripts/release/same-image.sh "docker://$name@$digest" "$arch" "dist/linux/$arch/holdpoint"
done
podman run --rm --network none --pull=always "$name@$digest" --version 2>"$work/log" || { cat "$work/log" >&2 && exit 1; }
again=$(scripts/release/push-image.sh "docker://$name:0.0.0-2" 2>"$work/log") || { cat "$work/log" >&2 && exit 1; }
echo "again:    $again"
[ "$digest" = "$again" ]

# A fault, and what must be said of it.
cp dist/linux/amd64/holdpoint "$work/fault/holdpoint"
{ cat "$work/fault/holdpoint" && echo; } >"$work/fault/other"
fault() {
    local line=$1 text=$2 said
    printf '%s\n' 'FROM scratch' "$line" 'ENTRYPOINT ["/holdpoint"]' "${3:-}" >"$work/fault/Dockerfile"
    buildah bud --isolation chroot --timestamp 0 --tag localhost/holdpoint-fault "$work/fault" >"$work/log" 2>&1
    buildah push localhost/holdpoint-fault "docker://$name:fault" >"$work/log" 2>&1
    if said=$(scripts/release/same-image.sh "docker://$name:fault" amd64 dist/linux/amd64/holdpoint 2>&1) || ! grep -qF "$text" <<<"$said"; then
        printf 'not found: %s\n%s\n' "$line ${3:-}" "$said" >&2
        return 1
    fi
    echo "found:    $line ${3:-}"
}
good='COPY --chmod=0755 holdpoint /holdpoint'
fault 'COPY --chmod=0755 other /holdpoint' 'does not hold what this commit builds'
fault 'COPY --chmod=0755 holdpoint other /' 'holds other than one program'
fault 'COPY --chmod=4755 holdpoint /holdpoint' 'holds other than one program'
fault "$good" 'is started as' 'ENTRYPOINT ["/holdpoint", "demo"]'
fault "$good" 'is started as' 'CMD ["demo"]'
fault "$good" 'is started as' 'ENV HTTPS_PROXY=http://127.0.0.1:1'
echo "push: 6 faults found"
