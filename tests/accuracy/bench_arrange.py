# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of a song the engine arrange keeps and how well it keeps time, in one run. Called by packaging/dev bench
arrange.

usage: bench_arrange.py --folder DIR --cli MORPHONY_CLI --madmom PYTHON --sheets MORPHONY_SHEETS [--quick] [--set test|tuning]
       [--modes remix,full] [--only N]
Exit status: 0 it ran, whatever the figures; 1 something broke; its reason is on standard error.
"""
import argparse
import os
import sys
import time

import numpy as np

import morphs
import render
import tables

# (figure, least or most that is required, whether less is better)
REQUIRED = {"beat F1 oct": (0.97, False), "soft": (0.90, False), "recall": (0.75, False), "Jaccard": (0.50, True),
            "melody RCA": (0.70, False), "level": (0.5, True), "peak": (0.0, True), "nearest": (0.85, False)}
COLUMNS = ["chroma", "soft", "Jaccard", "recall", "melody RCA", "melody OA", "beat F1", "beat F1 oct", "grid F1 oct", "onset F1",
           "chords", "key", "level", "peak", "reached", "tags", "nearest", "rank", "family"]
LESS_IS_BETTER = {"Jaccard", "level", "peak"}


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", required=True)
    parser.add_argument("--cli", required=True)
    parser.add_argument("--madmom", required=True)
    parser.add_argument("--sheets", required=True)
    parser.add_argument("--quick", action="store_true", help="three tracks, four prompts")
    parser.add_argument("--set", default="test", choices=("tuning", "test"))
    parser.add_argument("--modes", default="remix,full")
    parser.add_argument("--only", type=int, default=0, help="the N-th track alone, from 1")
    return parser.parse_args()


def _row(name, cells, pick):
    cut = []
    for column in COLUMNS:
        values = [cell.figures[column] for cell in cells if column in cell.figures]
        cut.append(f"{pick(values, column):.2f}" if values else "-")
    return [name, *cut]


def _mean(values, _):
    return float(np.mean(values))


def _worst(values, column):
    return max(values) if column in LESS_IS_BETTER else min(values)


def print_tables(cells, modes):
    for mode in modes:
        part = [cell for cell in cells if cell.mode == mode]
        print(f"\n== {mode}: {len({c.track for c in part})} tracks x {len({c.prompt for c in part})} prompts ==")
        rows = [_row(f"{c.track}: {c.prompt}", [c], _mean) for c in part]
        tables.grid(["track: prompt", *COLUMNS], rows)
        print()
        for kind, of in (("prompt", lambda c: c.prompt), ("track", lambda c: c.track)):
            names = list(dict.fromkeys(of(c) for c in part))
            tables.grid([f"mean by {kind}", *COLUMNS],
                        [_row(name, [c for c in part if of(c) == name], _mean) for name in names])
            print()
        required = ["required", *(f"{'<=' if REQUIRED[c][1] else '>='} {REQUIRED[c][0]:.2f}" if c in REQUIRED else ""
                                  for c in COLUMNS)]
        tables.grid([mode, *COLUMNS], [_row("mean", part, _mean), _row("worst", part, _worst), required])


def main():
    options = arguments()
    start = time.monotonic()
    os.makedirs(options.folder, exist_ok=True)
    modes = options.modes.split(",")
    try:
        prompts = list(morphs.PROMPTS)[:morphs.QUICK_PROMPTS if options.quick else None]
        tracks = morphs.tracks(options.set, options.quick)
        if options.only:
            tracks = tracks[options.only - 1:options.only]
        bench = morphs.Bench(options.cli, options.madmom, options.sheets, options.folder)
        cells = []
        for number, (_, path) in enumerate(tracks):
            def tell(what, number=number):
                print(f"\rtrack {number + 1} of {len(tracks)}: {what}\033[K", end="", file=sys.stderr, flush=True)
            cells += bench.track(path, prompts, modes, tell)
        print(file=sys.stderr)
        print(f"set: {options.set}; excerpts of {morphs.SECONDS} s from second {morphs.START}; beats and chords by madmom "
              f"0.16.1, melody and key by essentia (Melodia), the rest by the program's own report; tags: how much more the "
              f"audio networks hear the style's words than in the source; nearest: whether the style's sheet is the nearest of the prompts' styles, rank: share of all styles "
              f"that are farther, family: whether the nearest of all styles is of the same family")
        print_tables(cells, modes)
    except render.BenchError as error:
        print(f"bench arrange: {error}", file=sys.stderr)
        return 1
    print(f"\n{time.monotonic() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
