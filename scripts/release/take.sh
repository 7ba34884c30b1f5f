#!/usr/bin/env bash
# Takes files from another job only as that job says they are: `EXPECTED=… scripts/release/take.sh FOLDER`. EXPECTED has a line
# `DIGEST  NAME` for each file, from the outputs of the job, which no artifact can change. Every file must be there, be
# what its digest says and named once, and there must be no other.
set -euo pipefail
cd "${1:?}"

count=0 names=' '
while read -r digest name rest; do
    [ -n "$digest$name" ] || continue
    if ! [[ $digest =~ ^[0-9a-f]{64}$ ]] || ! [[ $name =~ ^[A-Za-z0-9._-]+$ ]] || [ -n "$rest" ]; then
        echo "take: no digest and name: \`$digest $name $rest\`. Did the job that makes it fail?" >&2
        exit 1
    fi
    case $names in
    *" $name "*)
        echo "take: $name is named twice" >&2
        exit 1
        ;;
    esac
    names="$names$name "
    if [ ! -f "$name" ] || [ -L "$name" ]; then
        echo "take: $name is missing" >&2
        exit 1
    fi
    found=$(sha256sum <"$name")
    if [ "${found%% *}" != "$digest" ]; then
        echo "take: $name is not what the job made: it is ${found%% *}, and must be $digest" >&2
        exit 1
    fi
    count=$((count + 1))
done <<<"${EXPECTED:-}"
there=$(find . ! -type d | wc -l)
if [ "$count" = 0 ] || [ "$there" != "$count" ]; then
    echo "take: $count files were expected, and $there are there:" >&2
    find . ! -type d | sort >&2
    exit 1
fi
echo "take: $count files, each as the job made it"
