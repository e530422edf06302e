# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the groove network: usage: train_groove.py DATA_FOLDER OUT_FOLDER [--epochs N] [--seed N].

Of every piece's true beats a wrong pulse is made, and the network learns to find the right one among the pulses made of
that. Leaves SEED.pt and curve-SEED.csv in OUT_FOLDER.
"""
import argparse
import csv
import glob
import os

import numpy as np
import torch

import features
import make_data
import patterns

HIDDEN, TEMPO_FIGURES = 12, 6
DRAWS = 3                          # wrong pulses made of each piece
BATCH = 16                         # pieces
RATE, DECAY = 3e-3, 0.5


class GrooveNet(torch.nn.Module):
    """Bars x 4 x STEPS x FIGURES, bars x 3 x ..., bars x TEMPO_FIGURES -> bars x 9 scores, one per place."""

    def __init__(self):
        super().__init__()
        size = patterns.STEPS * features.FIGURES
        self.hidden = torch.nn.ModuleDict({str(meter): torch.nn.Linear(beats * size, HIDDEN)
                                           for meter, beats in ((4, 4), (3, 3), (2, 4))})
        self.hidden_tempo = torch.nn.Linear(TEMPO_FIGURES, HIDDEN, bias=False)
        self.out = torch.nn.ModuleDict({str(meter): torch.nn.Linear(HIDDEN, 1) for meter in (4, 3, 2)})
        self.out_tempo = torch.nn.ModuleDict({str(meter): torch.nn.Linear(TEMPO_FIGURES, 1, bias=False)
                                              for meter in (4, 3, 2)})
        self.dropout = torch.nn.Dropout(0.3)

    def forward(self, fours, threes, tempo):
        scores = []
        for meter, first in patterns.PLACES:
            bar = threes if meter == 3 else fours
            line = self.hidden[str(meter)](torch.roll(bar, -first, 1).flatten(1)) + self.hidden_tempo(tempo)
            scores.append(self.out[str(meter)](self.dropout(torch.tanh(line))) + self.out_tempo[str(meter)](tempo))
        return torch.cat(scores, 1)


def tempo_figures(bpm):
    octaves = np.log2(np.asarray(bpm) / 110.0)[:, None]
    near = np.exp(-((octaves - np.array([-1.2, -0.6, 0, 0.6, 1.2])) / 0.45) ** 2)
    return np.concatenate([near, octaves], 1).astype(np.float32)


def examples(path, rng):
    """Of one piece: lists of (fours, threes, bpm, is the pulse the beat?, is the place right too?) over pulses."""
    with np.load(path) as data:
        standard = patterns.standardised(features.figures(data["spectrum"], data["heard"]))
        beats, downbeats = data["beats"], data["downbeats"]
    found = []
    for _ in range(DRAWS):
        step, offset = patterns.DIVISIONS[rng.randint(len(patterns.DIVISIONS))]
        loose = beats + rng.randn(len(beats)) * 0.004
        if not patterns.SLOWEST <= patterns.bpm_of(beats) / step <= patterns.FASTEST:
            step, offset = 1, 0
        made = patterns.pulses(patterns.divided(loose, step, offset)) if len(loose) / step >= 10 else []
        if not made:
            continue
        fits = np.array([patterns.f_measure(beats, times) for times in made])
        if fits.max() < 0.85:
            continue
        right = fits > max(0.7, 0.9 * fits.max())
        places = np.array([[bool(fit) and patterns.f_measure(downbeats, times[first::meter]) > 0.8
                            for meter, first in patterns.PLACES] for fit, times in zip(right, made)])
        bars = [patterns.mean_bars(standard, times) for times in made]
        found.append((np.stack([bar[0] for bar in bars]), np.stack([bar[1] for bar in bars]),
                      np.array([patterns.bpm_of(times) for times in made]), right, places))
    return found


def load(folder):
    """Training examples and validation examples, kept in FOLDER/patterns.npy once made."""
    kept = os.path.join(folder, "patterns.npy")
    if not os.path.exists(kept):
        rng, both = np.random.RandomState(0), ([], [])
        for path in sorted(glob.glob(os.path.join(folder, "????.npz"))):
            index = int(os.path.basename(path)[:4])
            both[make_data.is_validation(index)].extend(examples(path, rng))
        np.save(kept, np.array(both, dtype=object), allow_pickle=True)
    return np.load(kept, allow_pickle=True)


def loss_of(net, batch, rng):
    """Minus the log probability of the right pulses, and of the right places of them."""
    kinds = [(rng.rand(features.FIGURES) > 0.2).astype(np.float32) for _ in batch]      # whole kinds of evidence missing
    blur = [0.4 * rng.randn(*piece[0].shape).astype(np.float32) for piece in batch], [
        0.4 * rng.randn(*piece[1].shape).astype(np.float32) for piece in batch]
    fours = torch.tensor(np.concatenate([piece[0] * kind + noise for piece, kind, noise in zip(batch, kinds, blur[0])]))
    threes = torch.tensor(np.concatenate([piece[1] * kind + noise for piece, kind, noise in zip(batch, kinds, blur[1])]))
    tempo = torch.tensor(np.concatenate([tempo_figures(piece[2] * np.exp(0.08 * rng.randn())) for piece in batch]))
    scores, loss, row = net(fours, threes, tempo), 0.0, 0
    for piece in batch:
        own = torch.log_softmax(scores[row:row + len(piece[2])].flatten(), 0).reshape(len(piece[2]), -1)
        row += len(piece[2])
        loss = loss - torch.logsumexp(own[torch.tensor(piece[3])].flatten(), 0)
        if piece[4].any():
            loss = loss - torch.logsumexp(own[torch.tensor(piece[4])], 0)
    return loss / len(batch)


def validate(net, pieces):
    """Shares of pieces whose pulse is right, and whose place is right too."""
    net.eval()
    pulse = place = 0
    with torch.no_grad():
        for piece in pieces:
            scores = net(torch.tensor(piece[0]), torch.tensor(piece[1]), torch.tensor(tempo_figures(piece[2])))
            best = int(torch.logsumexp(scores, 1).argmax())
            pulse += bool(piece[3][best])
            place += bool(piece[4][best][int(scores[best].argmax())])
    net.train()
    return pulse / len(pieces), place / len(pieces)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("out")
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    rng = np.random.RandomState(options.seed)
    training, validation = load(options.data)
    print(len(training), "examples to train on,", len(validation), "to validate on", flush=True)
    os.makedirs(options.out, exist_ok=True)
    net = GrooveNet()
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    with open(os.path.join(options.out, f"curve-{options.seed}.csv"), "w", newline="", encoding="utf-8") as file:
        curve = csv.writer(file)
        curve.writerow(["epoch", "training_loss", "validation_pulse", "validation_place"])
        for epoch in range(options.epochs):
            for group in optimiser.param_groups:
                group["lr"] = RATE * (1 - epoch / options.epochs) + 1e-5
            order, losses = rng.permutation(len(training)), []
            for start in range(0, len(order), BATCH):
                loss = loss_of(net, [training[index] for index in order[start:start + BATCH]], rng)
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                losses.append(loss.item())
            row = [epoch + 1, round(float(np.mean(losses)), 4), *[round(value, 4) for value in validate(net, validation)]]
            curve.writerow(row)
            file.flush()
            print(*row, flush=True)
            torch.save(net.state_dict(), os.path.join(options.out, f"{options.seed}.pt"))


if __name__ == "__main__":
    main()
