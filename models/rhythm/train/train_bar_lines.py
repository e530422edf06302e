# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the bar line networks: usage: train_bar_lines.py DATA_FOLDER OUT_FOLDER REPOSITORY_ROOT [--epochs N].

From the true beats of the training pieces; four networks by seeds 0 to 3. Leaves curve-bar-lines.csv in OUT_FOLDER, writes
engine/nn/bar_lines/bar_line_weights.inc, and prints what tests/engine/nn/test_bar_line_network.cpp expects.
"""
import argparse
import csv
import glob
import os

import numpy as np
import torch

import export_groove
import features
import make_data
import patterns

REACH, HIDDEN, NETWORKS = 4, 16, 4
INPUTS = (2 * REACH + 1) * 2 * features.FIGURES
RATE, DECAY, BATCH = 4e-3, 0.03, 256


def rows_of(figures, beats):
    """Beats x INPUTS: on each of nine beats, and half-way to the next, the largest figures within two frames."""
    halves = np.append((beats[1:] + beats[:-1]) / 2, 1.5 * beats[-1] - 0.5 * beats[-2])
    rows = np.concatenate([patterns.at(figures, beats, 2), patterns.at(figures, halves, 2)], 1)
    rows = (rows - rows.mean(0)) / (rows.std(0) + 0.15)
    edge = np.zeros((REACH, rows.shape[1]))
    longer = np.concatenate([edge, rows, edge])
    return np.concatenate([longer[k:k + len(rows)] for k in range(2 * REACH + 1)], 1).astype(np.float32)


def load(folder):
    """((rows, opens a bar) of all training beats, of all validation beats)."""
    both, rng = ([], []), np.random.RandomState(0)
    for path in sorted(glob.glob(os.path.join(folder, "????.npz"))):
        with np.load(path) as data:
            if not len(data["downbeats"]):
                continue
            beats, opens = data["beats"], np.abs(data["beats"][:, None] - data["downbeats"][None]).min(1) < 0.02
            rows = rows_of(features.figures(data["spectrum"], data["heard"]), beats + 0.008 * rng.randn(len(beats)))
        both[make_data.is_validation(int(os.path.basename(path)[:4]))].append((rows, opens.astype(np.float32)))
    return [(np.concatenate([piece[0] for piece in part]), np.concatenate([piece[1] for piece in part])) for part in both]


def rounded(net):
    """The network's first layer in steps of a 127th of its largest weight."""
    scale = float(net[0].weight.detach().abs().max()) / 127
    steps = torch.round(net[0].weight.detach() / scale)
    net[0].weight.data = steps * scale
    return scale, steps


def text_of(net):
    scale, steps = rounded(net)
    rows = ",\n".join(export_groove.listed([str(int(value)) for value in row]) for row in steps)
    return ("{" + f"{scale:.9g},\n{{{rows}}},\n" + export_groove.numbers(net[0].bias) + ",\n" +
            export_groove.numbers(net[2].weight) + ",\n" + export_groove.numbers(net[2].bias)[1:-2] + "}")


def train(training, validation, seed, epochs, curve):
    torch.manual_seed(seed)
    rng = np.random.RandomState(seed)
    net = torch.nn.Sequential(torch.nn.Linear(INPUTS, HIDDEN), torch.nn.Tanh(), torch.nn.Linear(HIDDEN, 1))
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    rows, opens = (torch.tensor(values) for values in training)
    held = [torch.tensor(values) for values in validation]
    for epoch in range(epochs):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - epoch / epochs) + 1e-5
        for part in np.array_split(rng.permutation(len(rows)), len(rows) // BATCH):
            kinds = (torch.rand(len(part), 1, 2 * features.FIGURES) > 0.12).float()
            heard = (rows[part].reshape(len(part), -1, 2 * features.FIGURES) * kinds).flatten(1)
            heard = heard + 0.15 * torch.randn_like(heard)
            loss = torch.nn.functional.binary_cross_entropy_with_logits(net(heard)[:, 0], opens[part])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        with torch.no_grad():
            odds = net(held[0])[:, 0]
            row = [seed, epoch + 1, loss.item(), torch.nn.functional.binary_cross_entropy_with_logits(odds, held[1]).item(),
                   ((odds > 0) == (held[1] > 0.5)).float().mean().item()]
        curve.writerow([round(value, 4) for value in row])
        print(*[round(value, 4) for value in row], flush=True)
    return net.eval()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("out")
    parser.add_argument("root")
    parser.add_argument("--epochs", type=int, default=12)
    options = parser.parse_args()
    torch.set_num_threads(1)
    training, validation = load(options.data)
    os.makedirs(options.out, exist_ok=True)
    with open(os.path.join(options.out, "curve-bar-lines.csv"), "w", newline="", encoding="utf-8") as file:
        curve = csv.writer(file)
        curve.writerow(["network", "epoch", "training_loss", "validation_loss", "validation_right"])
        nets = [train(training, validation, seed, options.epochs, curve) for seed in range(NETWORKS)]
    path = os.path.join(options.root, "engine", "nn", "bar_lines", "bar_line_weights.inc")
    with open(path, "w", encoding="utf-8") as file:
        file.write("// Written by models/rhythm/train/train_bar_lines.py: the members of Perceptron, four times.\n"
                   "// clang-format off\n" + ",\n".join(text_of(net) for net in nets) + "\n")
    index = np.arange(INPUTS)
    for k in range(3):
        heard = torch.tensor(((index * 37 + k * 11) % 29 / 14.5 - 1).astype(np.float32))
        with torch.no_grad():
            print(f"{sum(net(heard).item() for net in nets) / len(nets):.8f}")


if __name__ == "__main__":
    main()
