#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fits the chord weights of engine/analysis/chord_weights.h by regularised logistic regression and prints that header.

Usage: train.py FOLDER FEATURES [CHARTS], FOLDER being what make_charts.py filled, FEATURES the program
morphony-chord-features, CHARTS how many charts to take (default: all). Needs numpy and scipy (made with 2.4.6 and 1.17.1).
"""
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

KINDS = ["min", "maj", "dim", "aug", "min6", "maj6", "min7", "maj7", "7", "dim7", "hdim7", "minmaj7", "sus2", "sus4"]
ROOTS = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]
CHORDS, INPUTS = 12 * 14 + 1, 24
FRAMES_A_SECOND = 22050 / 2048
STRENGTH, ROUNDS = 3e-4, 80
LEFT_OUT = ("lullaby", "afro-cuban", "digitalrock")  # grooves that play other notes than the chart's


def load(path, features):
    """The inputs of every beat for the twelve roots, the network's log probabilities, and the chord that is right."""
    truth = json.loads(path.read_text())
    dump = path.with_suffix(".features")
    if not dump.exists():
        subprocess.run([features, path.with_suffix(".wav"), dump], check=True)
    values = np.fromfile(dump, "<f4").reshape(-1, CHORDS + INPUTS)
    edges = np.array(truth["beats"] + [truth["end"]])

    def by_beat(rows):
        total = np.vstack([np.zeros(rows.shape[1]), np.cumsum(rows, 0, dtype=float)])
        times = (np.arange(len(rows) + 1) - 0.5) / FRAMES_A_SECOND
        at = np.stack([np.interp(edges, times, total[:, k]) for k in range(rows.shape[1])], 1)
        return np.diff(at, axis=0) / np.maximum(np.diff(np.interp(edges, times, np.arange(len(rows) + 1.0))), 1e-6)[:, None]

    def share(classes):
        return np.sqrt(np.maximum(classes, 0) / (classes.max(1, keepdims=True) + 1e-9))
    network = by_beat(values[:, :CHORDS])[:, :-1].reshape(-1, 12, 14)
    chroma = by_beat(values[:, CHORDS:])
    turned = (np.arange(12)[None, :] + np.arange(12)[:, None]) % 12
    inputs = np.concatenate([share(chroma[:, :12])[:, turned], share(chroma[:, 12:])[:, turned]], 2)
    right = []
    for k in range(len(edges) - 1):
        middle = (edges[k] + edges[k + 1]) / 2
        label = next((c[2].split("/")[0] for c in truth["chords"] if c[0] <= middle < c[1]), None)
        if label is None or chroma[k].max() < 1e-6:
            right.append(-1)
        else:
            root, kind = label.split(":")
            right.append(ROOTS.index(root) * 14 + KINDS.index(kind))
    return {"groove": path.stem.split("_", 1)[1], "inputs": inputs.astype("f4"), "network": network.astype("f4"),
            "right": np.array(right)}


def parts(theta):
    return theta[:14 * INPUTS].reshape(14, INPUTS), theta[14 * INPUTS:-1], theta[-1]


def fit(songs):
    """Weights, biases and the network's weight, drawn to 0, to each other and to 1."""
    used = [song["right"] >= 0 for song in songs]
    inputs = np.concatenate([s["inputs"][u] for s, u in zip(songs, used)]).reshape(-1, INPUTS)
    network = np.concatenate([s["network"][u] for s, u in zip(songs, used)])
    right = np.concatenate([s["right"][u] for s, u in zip(songs, used)])
    count = len(right)

    def loss(theta):
        weights, bias, share = parts(theta)
        scores = ((inputs @ weights.T.astype("f4")).reshape(count, 12, 14) + bias.astype("f4")
                  + np.float32(share) * network).reshape(count, -1)
        scores -= scores.max(1, keepdims=True)
        odds = np.exp(scores)
        odds /= odds.sum(1, keepdims=True)
        value = -np.log(odds[np.arange(count), right] + 1e-12).mean()
        odds[np.arange(count), right] -= 1
        odds /= count
        slope = odds.reshape(-1, 14)
        apart = bias - bias.mean()
        value += STRENGTH * ((weights ** 2).sum() + 0.3 * (apart ** 2).sum() + 10 * (share - 1) ** 2)
        return float(value), np.concatenate([
            (slope.T @ inputs).ravel() + 2 * STRENGTH * weights.ravel(), slope.sum(0) + 0.6 * STRENGTH * apart,
            [(slope * network.reshape(-1, 14)).sum() + 20 * STRENGTH * (share - 1)]]).astype(float)
    start = np.zeros(14 * INPUTS + 15)
    start[-1] = 1
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}).x


def quality(songs, theta):
    """Share of beats right by root, by major or minor, and by seventh chord: the mean over songs."""
    third = {kind: 0 if kind in ("maj", "maj6", "7", "maj7") else 1 if kind in ("min", "min6", "min7", "minmaj7") else 2
             for kind in KINDS}
    weights, bias, share = parts(theta)
    rows = []
    for song in songs:
        found = (song["inputs"] @ weights.T + bias + share * song["network"]).reshape(len(song["right"]), -1).argmax(1)
        pairs = [(a // 14, KINDS[a % 14], b // 14, KINDS[b % 14]) for a, b in zip(song["right"], found) if a >= 0]
        sevenths = [a == c and p == q for a, p, c, q in pairs if p in ("maj", "min", "7", "maj7", "min7")]
        rows.append([np.mean([a == c for a, _, c, _ in pairs]),
                     np.mean([a == c and third[p] == third[q] for a, p, c, q in pairs if third[p] < 2]),
                     np.mean(sevenths) if sevenths else np.nan])
    return np.nanmean(rows, 0).round(3)


def header(theta):
    def floats(values):
        return "{" + ", ".join(f"{value:.2f}F" for value in values).replace("-0.00F", "0.00F") + "}"
    weights, bias, share = parts(theta)
    rows = [f"    // {kind}\n    {{{bias[k]:.2f}F,\n     {floats(weights[k][:12])},\n     {floats(weights[k][12:])}}},"
            for k, kind in enumerate(KINDS)]
    return "\n".join([f"inline constexpr float kNetworkWeight = {share:.3f}F;",
                      "inline constexpr std::array<ChordWeights, 14> kChordWeights{{", *rows, "}};"])


def main():
    folder, features = Path(sys.argv[1]), sys.argv[2]
    files = [path for name in ("a", "b") for path in sorted((folder / name).glob("*.json"))
             if not path.stem.endswith(LEFT_OUT)][:int(sys.argv[3]) if len(sys.argv) > 3 else None]
    songs = [load(path, features) for path in files]
    grooves = {name: i % 4 for i, name in enumerate(sorted({song["groove"] for song in songs}))}
    held_out = [song for song in songs if grooves[song["groove"]] == 0]
    alone = np.zeros(14 * INPUTS + 15)
    alone[-1] = 1
    theta = fit([song for song in songs if grooves[song["groove"]] != 0])
    print(f"{len(songs)} charts; held-out grooves: root, major/minor, sevenths {quality(held_out, theta)}, "
          f"the network alone {quality(held_out, alone)}", file=sys.stderr)
    print(header(fit(songs)))


if __name__ == "__main__":
    main()
