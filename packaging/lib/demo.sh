# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by packaging/dev: the demonstration.

# The path of a file that a Debian package installed.
file_of() { # PACKAGE PATTERN
    dpkg -L "$1" 2>/dev/null | grep -m 1 -E "$2" || die "The Debian package $1 has no file that matches $2; install it again."
}
