# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by packaging/dev: measures the analysis beside other analysers. These live in environments of their own under
# .deps/ and are no part of the program; madmom needs an older numpy than the others.

bench_accuracy() { # OPTION ...
    local folder=$root/build/accuracy option
    for option in "$@"; do
        case "$option" in
            --quick | --peers | --peers=* | --parts | --parts=* | --set | --set=* | --songs | --songs=* | [a-z]*) ;;
            *) die "bench accuracy takes --quick, --peers NAME,..., --parts NAME,..., --set NAME and --songs NAME (see help), not '$option'." ;;
        esac
    done
    accuracy_setup
    build release morphony-cli morphony-timbre morphony-features accuracy_qm_peer
    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1 "$deps/accuracy-venv/bin/python" \
        "$root/tests/accuracy/bench_accuracy.py" --folder "$folder" --cli "$root/build/release/bin/morphony-cli" \
        --qm "$root/build/release/tests/accuracy_qm_peer" --madmom "$deps/madmom-venv/bin/python" \
        --timbre "$root/build/release/bin/morphony-timbre" --features "$root/build/release/bin/morphony-features" "$@"
}

# The engine arrange on real tracks, heard by some of the same analysers.
bench_arrange() { # OPTION ...
    accuracy_setup
    build release morphony-cli morphony-sheets
    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1 "$deps/accuracy-venv/bin/python" \
        "$root/tests/accuracy/bench_arrange.py" --folder "$root/build/arrange" --cli "$root/build/release/bin/morphony-cli" \
        --madmom "$deps/madmom-venv/bin/python" --sheets "$root/build/release/bin/morphony-sheets" "$@"
}

accuracy_setup() {
    check_distribution
    local packages
    packages=$(missing_packages build tests accuracy)
    if [ -n "$packages" ]; then
        check_space "$packages" ""
        install_packages $packages
        rm -f "$root/build/release/build.ninja" # CMake looks for qm-dsp again
    fi
    mkdir -p "$deps"
    python_environment accuracy
    python_environment madmom
}

# .deps/NAME-venv with exactly what packaging/NAME-requirements.txt lists.
python_environment() { # NAME
    local name=$1 list=$root/packaging/$1-requirements.txt venv=$deps/$1-venv
    cmp -s "$list" "$venv/installed" && return
    need_space "$deps" 1500 "the analysers that ours is measured against"
    say "Installing the analysers of packaging/$name-requirements.txt"
    local log
    log=$(mktemp)
    rm -rf "$venv"
    /usr/bin/python3 -m venv "$venv" >"$log" 2>&1 || die "Python cannot make an environment in $venv: $(tail -n 1 "$log")"
    # no dependencies are followed: the list is complete, and basic-pitch would ask for TensorFlow beside ONNX
    "$venv/bin/pip" install --quiet --no-cache-dir --disable-pip-version-check --no-deps --require-hashes \
        --only-binary=:all: --requirement "$list" >"$log" 2>&1 || explain_pip "$log" "The analysers"
    [ "$name" != madmom ] || build_madmom "$venv" "$log"
    rm -f "$log"
    cp "$list" "$venv/installed"
}

# madmom 0.16.1 carries C code that Cython made for an older Python; without it, it is made anew.
build_madmom() { # VENV LOG
    local work
    work=$(mktemp -d "$deps/tmp.XXXXXX")
    echo "madmom==0.16.1 --hash=sha256:64a86a29106e7c4e0c5f4ec96801c2d1a8492db710e4fe27e097da5517d68cb2" >"$work/list"
    "$1/bin/pip" download --quiet --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation \
        --no-binary=:all: --require-hashes --dest "$work" --requirement "$work/list" >"$2" 2>&1 || explain_pip "$2" "madmom"
    tar xzf "$work"/madmom-*.tar.gz -C "$work"
    find "$work" -name '*.c' -delete
    (cd "$work" && "$1/bin/pip" install --quiet --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation \
        "$work/madmom-0.16.1" >"$2" 2>&1) || explain_pip "$2" "madmom"
    rm -rf "$work"
}
