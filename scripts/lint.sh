#!/usr/bin/env bash
# The static checks: workflows, actions and the Dockerfile of the repository, the workflows in the docs, and shell scripts.
# Then the same checkers on tests/lint/planted, in each file of which a fault is planted that its checker must find.
#
#     scripts/lint.sh            installs what it needs into target/tools/venv, then runs all of it
#     scripts/lint.sh planted    the planted faults alone
#
# One line a check, `ok` or `not ok`; what the checkers say stands above it. Exit code 1 when one is not ok.
# The checks are called by name.
# shellcheck disable=SC2329
set -euo pipefail
cd "$(dirname "$0")/.."

tools=$PWD/target/tools
work=$PWD/target/lint
wanted=scripts/lint/requirements.txt

# Python 3.11 or newer with venv. Everything else comes from the list, each file held to its digest, none built here.
install() {
    if cmp -s "$wanted" "$tools/venv/.installed"; then return; fi
    mkdir -p "$tools"
    rm -rf "$tools/venv"
    if ! python3 -m venv "$tools/venv" >/dev/null 2>&1; then
        scripts/packages.sh python3 python3-venv
        rm -rf "$tools/venv"
        python3 -m venv "$tools/venv"
    fi
    "$tools/venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$wanted"
    cp "$wanted" "$tools/venv/.installed"
}

# A checker by its name in the planted files, on the files given. Each runs in a folder that has .github/workflows.
actionlint_() { actionlint -no-color -oneline "$@"; }
zizmor_() { zizmor --offline --no-progress --no-config --persona pedantic --color never --format plain "$@"; }
workflow_schema() { check-jsonschema --no-cache --builtin-schema vendor.github-workflows "$@"; }
action_schema() { check-jsonschema --no-cache --builtin-schema vendor.github-actions "$@"; }
dependabot_schema() { check-jsonschema --no-cache --builtin-schema vendor.dependabot "$@"; }
hadolint_() { hadolint --no-color "$@"; }
shellcheck_() { shellcheck --color=never --format=gcc "$@"; }

failed=0
# Runs a check to its end: `check WHAT COMMAND...`.
check() {
    local what=$1
    shift
    local said=0 text
    text=$("$@" 2>&1) || said=$?
    if [ "$said" = 0 ]; then
        echo "ok $what"
    else
        printf '%s\nnot ok %s (ended with %s)\n' "$text" "$what" "$said"
        failed=1
    fi
}

# The repository's own files.
own() {
    local workflows=(.github/workflows/*.yml) actions=(action.yml) scripts=()
    [ ! -e setup/action.yml ] || actions+=(setup/action.yml)
    mapfile -t scripts < <(git ls-files --cached --others --exclude-standard '*.sh' .ci | grep -v "^tests/lint/planted/")
    check "actionlint: ${#workflows[@]} workflows" actionlint_ "${workflows[@]}"
    check "zizmor: workflows, actions and updates" \
        zizmor --offline --no-progress --persona pedantic --color never --format plain .github "${actions[@]}"
    check "schema of workflows: ${#workflows[@]}" workflow_schema "${workflows[@]}"
    check "schema of actions: ${actions[*]}" action_schema "${actions[@]}"
    check "schema of dependabot.yml" dependabot_schema .github/dependabot.yml
    check "hadolint: Dockerfile" hadolint_ Dockerfile
    check "shellcheck: ${#scripts[@]} scripts" shellcheck_ "${scripts[@]}"
}

# The workflows that stand in the docs, each in a file of its own, as scripts/lint/docs.mjs takes them out.
docs() {
    rm -rf "$work/docs"
    node scripts/lint/docs.mjs "$work/docs"
    local whole parts
    whole=("$work"/docs/.github/workflows/*.yml)
    parts=("$work"/docs/parts/.github/workflows/*.yml)
    # The action is this one in a folder of its own, because actionlint knows the inputs of local actions only.
    local copy=$work/docs/local folder
    for folder in "" parts/; do
        # A folder of workflows whose root has .git is a project to actionlint.
        mkdir -p "$copy/$folder.git" "$copy/$folder.github/workflows" "$copy/${folder}setup"
        cp action.yml Dockerfile "$copy/$folder"
        cp setup/action.yml "$copy/${folder}setup/"
        local file
        for file in "$work/docs/$folder.github/workflows"/*.yml; do
            sed -E 's#uses: holdpoint/holdpoint@[^ ]+#uses: ./#; s#uses: (holdpoint|tools)/holdpoint/setup@[^ ]+#uses: ./setup#; s#^(\s+)uses: [a-z]+/[a-z.-]+/.github/workflows/([a-z-]+\.yml)@[^ ]+#\1uses: ./.github/workflows/\2#' \
                "$file" >"$copy/$folder.github/workflows/$(basename "$file")"
        done
    done
    # What is called by the name that it has in the page.
    cp "$(grep -l '^  workflow_call:' "$copy"/.github/workflows/*.yml)" "$copy/.github/workflows/release-gate.yml"
    check "actionlint: ${#whole[@]} workflows of the docs" in_folder "$copy" actionlint_
    local recipes
    recipes=("$work"/docs/.github/workflows/workflows-*.yml)
    check "zizmor: ${#whole[@]} workflows of the docs" \
        zizmor --offline --no-progress --color never --format plain --config scripts/lint/zizmor-docs.yml "${whole[@]}"
    check "zizmor, at its strictest: ${#recipes[@]} workflows of docs/workflows" \
        zizmor --offline --no-progress --persona pedantic --color never --format plain --config scripts/lint/zizmor-docs.yml "${recipes[@]}"
    check "schema of ${#whole[@]} workflows of the docs" workflow_schema "${whole[@]}"
    check "actionlint: ${#parts[@]} parts of workflows of the docs" in_folder "$copy/parts" actionlint_
    check "schema of ${#parts[@]} parts of workflows of the docs" workflow_schema "${parts[@]}"
}

in_folder() {
    local folder=$1
    shift
    (cd "$folder" && "$@")
}

# A planted file says in its first line, or in the second after a `#!`, what must be found: `# planted: CHECKER: TEXT`; or
# `# planted: none` for a sound one, in which no checker may find anything.
planted() {
    rm -rf "$work/planted"
    local file line checker text
    for file in tests/lint/planted/*; do
        line=$(head -n 2 "$file" | grep -m 1 '^# planted: ' || true)
        checker=$(sed -nE 's/^# planted: ([a-z-]+)(: .*)?$/\1/p' <<<"$line")
        text=$(sed -nE 's/^# planted: [a-z-]+: (.*)$/\1/p' <<<"$line")
        case ${checker:-nothing} in
        none)
            local one
            for one in $(fitting "$file"); do
                check "nothing found in $(basename "$file") by $one" one_file "$one" "$file"
            done
            ;;
        nothing)
            echo "not ok $file does not say what is planted in it"
            failed=1
            ;;
        *) check "found by $checker: $(basename "$file")" finds "$checker" "$file" "$text" ;;
        esac
    done
}

fitting() {
    case $1 in
    *action.yml) echo zizmor action-schema ;;
    *dependabot.yml) echo dependabot-schema ;;
    *.yml) echo actionlint zizmor workflow-schema ;;
    *.Dockerfile) echo hadolint ;;
    *.sh) echo shellcheck ;;
    esac
}

# One checker on one planted file, where such a file stands in a repository.
one_file() {
    local checker=$1 file=$2 folder
    folder=$work/planted/$(basename "$file")/$checker
    mkdir -p "$folder/.git" "$folder/.github/workflows"
    cp action.yml Dockerfile "$folder/"
    local place
    case $file in
    *action.yml) place=action.yml ;;
    *dependabot.yml) place=.github/dependabot.yml ;;
    *.yml) place=.github/workflows/planted.yml ;;
    *.Dockerfile) place=Dockerfile ;;
    *.sh) place=planted.sh ;;
    *) echo "no checker takes $file" && return 1 ;;
    esac
    cp "$file" "$folder/$place"
    cd "$folder"
    case $checker in
    actionlint | zizmor | hadolint | shellcheck) "${checker}_" "$place" ;;
    workflow-schema | action-schema | dependabot-schema) "${checker/-/_}" "$place" ;;
    *) echo "no checker is called $checker" && return 1 ;;
    esac
}

finds() {
    local checker=$1 file=$2 text=$3 found
    if found=$(one_file "$checker" "$file" 2>&1); then
        echo "$checker found nothing in $file"
        return 1
    fi
    if [ -z "$text" ] || ! grep -qF -- "$text" <<<"$found"; then
        printf '%s\n%s: that is not the fault that is planted: %s\n' "$found" "$file" "$text"
        return 1
    fi
}

install
export PATH=$tools/venv/bin:$PATH
mkdir -p "$work"
if [ "${1:-}" != planted ]; then
    own
    docs
fi
planted
exit "$failed"
