# SPDX-License-Identifier: GPL-3.0-or-later
"""Rounds trained groove networks to eight bits for the program: usage: export_groove.py REPOSITORY_ROOT WEIGHTS.pt ...

Writes engine/nn/groove/groove_weights.inc and prints what tests/engine/nn/test_groove_network.cpp expects.
"""
import os
import sys

import numpy as np
import torch

import features
import patterns
import train_groove


def listed(values, width=118):
    """Numbers in lines of at most `width` characters."""
    lines, line = [], ""
    for value in values:
        if len(line) + len(value) + 1 > width:
            lines.append(line)
            line = ""
        line += value + ","
    return "{" + "\n".join(lines + [line]) + "}"


def numbers(values):
    texts = [f"{float(value):.8g}" for value in values.detach().flatten()]
    return listed([(text if any(mark in text for mark in ".en") else text + ".0") + "F" for text in texts])


def perceptron(net, meter):
    """The members of Perceptron; the network keeps the rounded weights."""
    layer = net.hidden[meter]
    scale = layer.weight.detach().abs().max(1).values / 127
    steps = torch.round(layer.weight.detach() / scale[:, None])
    layer.weight.data = steps * scale[:, None]
    rows = ",\n".join(listed([str(int(value)) for value in row]) for row in steps)
    out = net.out[meter]
    return "{" + ",\n".join([numbers(scale), "{" + rows + "}", numbers(layer.bias), numbers(out.weight),
                             numbers(net.out_hints[meter].weight), numbers(out.bias)[1:-2]]) + "}"


def main():
    root, paths = sys.argv[1], sys.argv[2:]
    nets, texts = [], []
    for path in paths:
        net = train_groove.GrooveNet()
        net.load_state_dict(torch.load(path))
        parts = [perceptron(net.eval(), meter) for meter in ("4", "3", "2")]
        rows = ",\n".join(numbers(row) for row in net.hidden_hints.weight)
        texts.append("{" + ",\n".join(parts) + ",\n{" + rows + "}}")
        nets.append(net)
    with open(os.path.join(root, "engine", "nn", "groove", "groove_weights.inc"), "w", encoding="utf-8") as file:
        file.write("// Written by models/rhythm/train/export_groove.py: the members of Weights.\n// clang-format off\n")
        file.write(",\n".join(texts) + "\n")
    bars = [torch.tensor([(index * 37 + 11) % 29 / 14.5 - 1 for index in range(beats * 108)]) for beats in (4, 3)]
    bars = [bar.reshape(1, -1, patterns.STEPS, features.FIGURES).float() for bar in bars]
    repeated = np.array([[(index * 5 + 3) % 11 / 11 - 0.4 for index in range(patterns.REPEATS)]], np.float32)
    hints = torch.tensor(train_groove.hints_of(np.array([87.0]), repeated))
    with torch.no_grad():
        print(", ".join(f"{value:.6f}" for value in sum(net(*bars, hints) for net in nets)[0] / len(nets)))


if __name__ == "__main__":
    main()
