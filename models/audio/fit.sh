#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the trainer and trains the audio network: with LibTorch of the set-up, or, on a machine without one, with the torch
# that Python has (2.11 or newer). The same command goes on with a training that was stopped.
set -euo pipefail

[ $# -ge 1 ] || { echo "usage: models/audio/fit.sh OUT [CONFIG]" >&2; exit 2; }
here=$PWD root=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
out=$(realpath -m "$1") config=$(realpath "${2:-$root/models/audio/fit.json}")
torch=$root/.deps/torch
[ -d "$torch" ] || torch=$(python3 -c 'import os, torch; print(os.path.dirname(torch.__file__))')
cd "$root"
cmake --preset train-only -DMORPHONY_TORCH_FOLDER="$torch" >&2
cmake --build --preset train-only >&2
cd "$here"
exec "$root/build/train-only/bin/morphony-train" fit --config "$config" --out "$out" --resume
