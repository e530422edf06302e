#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes everything that models/rhythm/MODEL_CARD.md tells of, from nothing: the training music, the networks, their weights
# in engine/nn and what the tests expect of them (printed). usage: train.sh PYTHON WORK_FOLDER
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
python=$1 work=$2
export OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1
cd "$here"
mkdir -p "$work"
while read -r first last; do
    "$python" make_data.py "$work/data" "$first" "$last"
done <"$here/pieces.txt"
"$python" train_bar_lines.py "$work/data" "$work/nets" "$root"
for seed in 0 1 2; do
    "$python" train_groove.py "$work/data" "$work/nets" --seed "$seed"
done
"$python" export_groove.py "$root" "$work"/nets/{0,1,2}.pt
cp "$work"/nets/curve-*.csv "$root/models/rhythm/"
