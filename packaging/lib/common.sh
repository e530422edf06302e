# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by packaging/dev: messages and small questions to the machine.

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
[ -t 2 ] || say() { printf '%s\n' "$*" >&2; }

# One sentence, exit status 1.
die() {
    printf 'packaging/dev: %s\n' "$*" >&2
    exit 1
}

# Seconds since the epoch with milliseconds.
now() { date +%s.%3N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.1f", b - a }'; }

# Free space in MB of the file system that holds a path.
free_mb() { df --output=avail -m "$1" | tail -n 1 | tr -d ' '; }

# Fails unless PATH's file system has MB free; WHAT says for what.
need_space() { # PATH MB WHAT
    local free
    free=$(free_mb "$1")
    [ "$free" -ge "$2" ] || die "Not enough disk space for $3: $2 MB are needed in $1, $free MB are free."
}

# Compile jobs: one per core, but no more than memory allows (files that use LibTorch take 1.5 GB each).
jobs() {
    local by_memory cores
    by_memory=$(awk '/^MemAvailable/ { print int($2 / 1572864) }' /proc/meminfo)
    cores=$(nproc)
    [ "$by_memory" -lt "$cores" ] && cores=$by_memory
    echo $((cores > 0 ? cores : 1))
}
