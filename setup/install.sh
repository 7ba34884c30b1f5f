#!/usr/bin/env bash
# Puts the checked binary of a release on the PATH. Run by setup/action.yml, which gives the inputs by environment: VERSION,
# BASE_URL, VERIFY, GH_TOKEN. The runner gives RUNNER_OS, RUNNER_ARCH, RUNNER_TEMP, GITHUB_PATH and GITHUB_OUTPUT.
#
# What is trusted: the digest of SHA256SUMS that stands in setup/pinned.txt, next to this file, at the commit of a release; the
# attestation, where it can be verified; and where neither is to be had, the server at BASE_URL alone. That file has the digest
# of the release before, too, for whoever installs that one from there.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=holdpoint/holdpoint
workflow=$repository/.github/workflows/release.yml
default_url=https://github.com/$repository/releases/download

# One line for people, as the runner shows it; the text is escaped as the runner asks for it.
say() {
    local level=$1 text=$2
    text=${text//'%'/%25}
    text=${text//$'\r'/%0D}
    text=${text//$'\n'/%0A}
    echo "::$level title=holdpoint::$text"
}

fail() {
    say error "$1" >&2
    exit 1
}

a_version='^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?$'
a_digest='^[0-9a-f]{64}$'

# What setup/pinned.txt says, which releases have: a line for each of `version`, `sums`, and where there was a release before,
# `previous` and `previous-sums`; plan.sh reads the others. A file that is there and spoilt must not count as one that is not.
pinned_version='' pinned_sums='' previous_version='' previous_sums=''
read_pinned() {
    local line seen=' '
    while IFS= read -r line || [ -n "$line" ]; do
        case $seen in
        *" ${line%%=*} "*) return 1 ;;
        esac
        seen="$seen${line%%=*} "
        case $line in
        version=*) pinned_version=${line#*=} ;;
        sums=*) pinned_sums=${line#*=} ;;
        previous=*) previous_version=${line#*=} ;;
        previous-sums=*) previous_sums=${line#*=} ;;
        run=* | commit=*) ;;
        *) return 1 ;;
        esac
    done <"$here/pinned.txt"
    [[ $pinned_version =~ $a_version && $pinned_sums =~ $a_digest ]] || return 1
    [ -n "$previous_version$previous_sums" ] || return 0
    [[ $previous_version =~ $a_version && $previous_sums =~ $a_digest ]]
}

digest_of() {
    local sum
    if command -v sha256sum >/dev/null; then
        sum=$(sha256sum <"$1")
    elif command -v shasum >/dev/null; then
        sum=$(shasum -a 256 <"$1")
    else
        fail "Neither sha256sum nor shasum is on this runner, so the file cannot be checked, and nothing is installed"
    fi
    echo "${sum%% *}"
}

# Whether a file may be fetched from there: over https, or from this machine itself where the input names it.
may_fetch() {
    if [ "$loopback" = yes ]; then [[ $1 =~ $on_loopback ]]; else [[ $1 =~ $over_https ]]; fi
}

# A file of the release, under its own name in the folder where this runs. Each redirect is followed only as far as the first
# address may be fetched from.
fetch() {
    local file=$1 url=$folder_url/$1 first=$folder_url/$1 protocols='=https' code='' next='' said=0 hops=0
    [ "$loopback" = no ] || protocols='=http'
    while may_fetch "$url" && [ "$hops" -le 5 ]; do
        said=0
        next=$(curl --silent --show-error --globoff --fail --proto "$protocols" --connect-timeout 20 \
            --max-time 300 --retry "${HOLDPOINT_RETRIES:-3}" --output "$file" --write-out '%{http_code} %{redirect_url}' "$url" 2>curl.log) || said=$?
        code=${next%% *} next=${next#* }
        if [ "$said" = 0 ] && [[ $code =~ ^2 ]]; then return 0; fi
        if [ "$said" != 0 ] || [ -z "$next" ]; then break; fi
        url=$next hops=$((hops + 1))
    done
    if ! may_fetch "$url"; then fail "$first is redirected to $url, which is not where files are fetched from. Nothing is installed"; fi
    if [ "$hops" -gt 5 ]; then fail "$first could not be fetched whole: it is redirected more than five times"; fi
    case $code in
    404) fail "There is no $url (404). Is $version a release that has this file? The input \`version\` names the release, \`base-url\` where releases lie" ;;
    *) fail "$url could not be fetched whole: $(tail -n 1 curl.log) (answer ${code:-none}, curl $said)" ;;
    esac
}

if [ -e "$here/pinned.txt" ] || [ -L "$here/pinned.txt" ]; then
    read_pinned || fail "setup/pinned.txt of this commit of holdpoint is spoilt: it must have a version and the digest of its SHA256SUMS, once each. Nothing is installed"
fi

version=${VERSION:-}
version=${version#v}
if [ -z "$version" ]; then version=$pinned_version; fi
if [ -z "$version" ]; then
    fail "This commit of holdpoint is no release: name one in the input \`version\`, e.g. 0.2.0, or use the action at the tag of a release"
fi
if ! [[ $version =~ $a_version ]]; then
    fail "The input \`version\` is no version like 0.2.0: $version"
fi

verify=${VERIFY:-auto}
case $verify in
auto | always | never) ;;
*) fail "The input \`verify\` is auto, always or never, and not $verify" ;;
esac

base_url=${BASE_URL:-$default_url}
base_url=${base_url%/}
# A name and a password before the host (`@`) belong in no address: what stands before it reads like the host, and is not.
over_https='^https://[^/?#@\\[:space:][:cntrl:]]+(/[^[:space:][:cntrl:]]*)?$'
on_loopback='^http://(127\.0\.0\.1|localhost):[0-9]+(/[^[:space:][:cntrl:]]*)?$'
loopback=no
if [[ $base_url =~ $on_loopback ]]; then loopback=yes; fi
may_fetch "$base_url" || fail "The input \`base-url\` must begin with https:// and a host, without a name and password, and not be $base_url"
folder_url=$base_url/v$version

program=holdpoint
case ${RUNNER_OS:-}-${RUNNER_ARCH:-} in
Linux-X64) target=x86_64-unknown-linux-musl ;;
Linux-ARM64) target=aarch64-unknown-linux-musl ;;
macOS-X64) target=x86_64-apple-darwin ;;
macOS-ARM64) target=aarch64-apple-darwin ;;
Windows-X64) target=x86_64-pc-windows-msvc program=holdpoint.exe ;;
*) fail "There is no binary for ${RUNNER_OS:-an unnamed system} on ${RUNNER_ARCH:-an unnamed processor}: there are Linux and macOS on X64 and ARM64, and Windows on X64. Build it with \`cargo install --locked --git https://github.com/$repository --tag v$version\`" ;;
esac
archive=holdpoint-$version-$target.tar.gz

# Relative names from here on: a tar of Windows takes `D:` for another machine.
place=${RUNNER_TEMP:?the runner sets RUNNER_TEMP}/holdpoint-$version
rm -rf "$place"
mkdir -p "$place"
cd "$place"

fetch SHA256SUMS
expected_sums=""
case $version in
"$pinned_version") expected_sums=$pinned_sums ;;
"$previous_version") expected_sums=$previous_sums ;;
esac
if [ -n "$expected_sums" ]; then
    found=$(digest_of SHA256SUMS)
    if [ "$found" != "$expected_sums" ]; then
        fail "SHA256SUMS of $version is not the one that this commit of the action pins: it is $found, and must be $expected_sums. Nothing is installed"
    fi
fi
expected=$(awk -v file="$archive" '$2 == file || $2 == "*" file { print $1 }' SHA256SUMS)
if ! [[ $expected =~ ^[0-9a-f]{64}$ ]]; then
    fail "SHA256SUMS of $version does not name $archive once, with its digest. Nothing is installed"
fi

fetch "$archive"
found=$(digest_of "$archive")
if [ "$found" != "$expected" ]; then
    fail "$archive is not what SHA256SUMS says: it is $found, and must be $expected. Nothing is installed"
fi

# Why the attestation cannot be verified here; nothing if it can.
why_not() {
    if [ "${GITHUB_SERVER_URL:-https://github.com}" != https://github.com ]; then
        echo "the server is ${GITHUB_SERVER_URL}, and attestations are kept at github.com"
    elif ! command -v gh >/dev/null; then
        echo "the GitHub CLI (gh) is not on this runner"
    elif [[ $(gh attestation verify --help 2>&1) != *--source-ref* ]]; then
        echo "the GitHub CLI of this runner is too old to verify attestations: 2.68 is the first that knows the branch"
    elif [ -z "${GH_TOKEN:-}" ]; then
        echo "the GitHub CLI has no token"
    fi
}

# Releases are built on main, or on the release branch of the version, by machines of GitHub. `--signer-workflow` alone would
# take the workflow as any branch has it.
verify_attestation() {
    local branch core=${version%%-*}
    for branch in main "release/${core%.*}"; do
        if gh attestation verify "$archive" --repo "$repository" --signer-workflow "$workflow" \
            --source-ref "refs/heads/$branch" --deny-self-hosted-runners >gh.log 2>&1; then return 0; fi
    done
    return 1
}

attested=false
if [ "$verify" != never ]; then
    reason=$(why_not)
    if [ -z "$reason" ]; then
        if ! verify_attestation; then
            fail "The attestation of $archive could not be verified: $(tail -n 3 gh.log). Nothing is installed. \`verify: never\` goes by the checksum alone"
        fi
        attested=true
    elif [ "$verify" = always ]; then
        fail "The attestation of $archive cannot be verified, and \`verify: always\` asks for it: $reason. Nothing is installed"
    elif [ -n "$expected_sums" ]; then
        say notice "The attestation was not verified: $reason. The checksum was, against the digest that this commit of the action pins"
    else
        say warning "The attestation was not verified: $reason. The checksum was, against a file from the same server: use the action at the commit of the release $version to have that file's own digest checked"
    fi
fi

tar -xzf "$archive" "$program"
chmod 0755 "$program"
said=$("./$program" --version) || fail "The binary does not run on this machine"
if [ "$said" != "holdpoint $version" ]; then
    fail "The binary says that it is \`$said\`, and should be holdpoint $version. Nothing is installed"
fi
rm -f "$archive" SHA256SUMS curl.log gh.log

if command -v cygpath >/dev/null; then place=$(cygpath -w "$place"); fi
# The runner puts these lines before the PATH of the steps that follow.
printf '%s\n' "$place" >>"${GITHUB_PATH:?the runner sets GITHUB_PATH}"
printf 'version=%s\npath=%s\nattested=%s\n' "$version" "$place" "$attested" >>"${GITHUB_OUTPUT:?the runner sets GITHUB_OUTPUT}"
echo "holdpoint $version is on the PATH: $place"
