#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws what `morphony-dial --csv FILE` measured: per pair, the share covered of both distances over the dial.

    draw_dial.py FILE.csv OUT.png
"""
import csv
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt


def main():
    points, picture = sys.argv[1:]
    pairs = {}
    with open(points, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            pairs.setdefault(row["pair"], []).append([float(row[key]) for key in ("dial", "timbre", "structure")])
    figure, axes = plt.subplots(1, 2, figsize=(11, 5), sharex=True)
    for axis, column, name in ((axes[0], 1, "timbre"), (axes[1], 2, "structure")):
        for pair, rows in pairs.items():
            axis.plot([row[0] for row in rows], [1.0 - row[column] / rows[0][column] for row in rows], ".-", label=pair)
        axis.set_title(f"Share of the {name} distance covered")
        axis.set_xlabel("dial")
        axis.grid(alpha=0.3)
    axes[1].legend(fontsize=7, ncols=2)
    figure.tight_layout()
    figure.savefig(picture, dpi=120)


if __name__ == "__main__":
    main()
