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

HIDDEN, TEMPO_FIGURES = 16, 6
HINTS = TEMPO_FIGURES + patterns.REPEATS
DRAWS = 3                          # wrong pulses made of each piece
BATCH = 16                         # pieces
# Made music has more of the extreme tempi and of compound time than music has. Octaves from 110 BPM of each meter's usual
# beat, at which the trained network's score stays; it falls by the square of the octaves from there, and by the meter's rarity.
USUAL = {4: -0.2422, 3: 0.1255, 2: -0.5334}       # 93, 120 and 76 BPM
RARITY = {4: 0.0, 3: 0.0, 2: 0.75}
RATE, DECAY = 3e-3, 0.5


class GrooveNet(torch.nn.Module):
    """Bars x 4 x STEPS x FIGURES, bars x 3 x ..., bars x HINTS (tempo, repeats) -> bars x 9 scores, one per place."""

    def __init__(self):
        super().__init__()
        size = patterns.STEPS * features.FIGURES
        self.hidden = torch.nn.ModuleDict({str(meter): torch.nn.Linear(beats * size, HIDDEN)
                                           for meter, beats in ((4, 4), (3, 3), (2, 4))})
        self.hidden_hints = torch.nn.Linear(HINTS, HIDDEN, bias=False)
        self.out = torch.nn.ModuleDict({str(meter): torch.nn.Linear(HIDDEN, 1) for meter in (4, 3, 2)})
        self.out_hints = torch.nn.ModuleDict({str(meter): torch.nn.Linear(HINTS, 1, bias=False) for meter in (4, 3, 2)})
        self.dropout = torch.nn.Dropout(0.3)

    def forward(self, fours, threes, hints):
        scores, shared = [], self.hidden_hints(hints)[:, None]
        for meter, beats, bar in ((4, 4, fours), (3, 3, threes), (2, 4, fours)):
            # the bar opens on another beat: the weights move instead of what is heard
            layer = self.hidden[str(meter)]
            weights = layer.weight.view(HIDDEN, beats, -1)
            moved = torch.cat([torch.roll(weights, first, 1).flatten(1) for own, first in patterns.PLACES if own == meter])
            lines = (bar.flatten(1) @ moved.T).view(len(bar), -1, HIDDEN) + layer.bias + shared
            own_scores = self.out[str(meter)](self.dropout(torch.tanh(lines)))[:, :, 0]
            scores.append(own_scores + self.out_hints[str(meter)](hints))
            if not self.training:
                unusual = hints[:, TEMPO_FIGURES - 1:TEMPO_FIGURES] - USUAL[meter]
                scores[-1] = scores[-1] - unusual ** 2 - RARITY[meter]
        return torch.cat(scores, 1)


def tempo_figures(bpm):
    octaves = np.log2(np.asarray(bpm) / 110.0)[:, None]
    near = np.exp(-((octaves - np.array([-1.2, -0.6, 0, 0.6, 1.2])) / 0.45) ** 2)
    return np.concatenate([near, octaves], 1).astype(np.float32)


def hints_of(bpm, repeated):
    return np.concatenate([tempo_figures(bpm), repeated], 1)


def examples(path):
    """Of one piece: [(fours, threes, bpm, repeats, is the pulse the beat?, is the place right too?)], each over pulses."""
    rng = np.random.RandomState(int(os.path.basename(path)[:4]))
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
        heard = [patterns.heard_beats(standard, times) for times in made]
        fours, threes = (np.stack(bars) for bars in zip(*[patterns.mean_bars(beats_heard) for beats_heard in heard]))
        found.append((fours, threes, np.array([patterns.bpm_of(times) for times in made]),
                      np.stack([patterns.repeats(beats_heard) for beats_heard in heard]), right, places))
    return found


def load(folder):
    """Training examples and validation examples; those of NNNN.npz are kept in NNNN.bars.npy once made."""
    both = ([], [])
    for path in sorted(glob.glob(os.path.join(folder, "????.npz"))):
        kept = path[:-4] + ".bars.npy"
        if not os.path.exists(kept):
            np.save(kept, np.array(examples(path) + [None], dtype=object), allow_pickle=True)
        both[make_data.is_validation(int(os.path.basename(path)[:4]))].extend(np.load(kept, allow_pickle=True)[:-1])
    return both


def loss_of(net, batch, rng):
    """Minus the log probability of the right pulses, and of the right places of them."""
    counts = torch.tensor([len(piece[2]) for piece in batch])
    # whole kinds of evidence missing
    kinds = (torch.rand(len(batch), 1, 1, features.FIGURES) > 0.2).float().repeat_interleave(counts, 0)
    fours, threes = (torch.tensor(np.concatenate([piece[k] for piece in batch])) * kinds for k in (0, 1))
    fours, threes = fours + 0.4 * torch.randn_like(fours), threes + 0.4 * torch.randn_like(threes)
    hints = torch.tensor(np.concatenate([hints_of(piece[2] * np.exp(0.08 * rng.randn()), piece[3]) for piece in batch]))
    hints[:, -patterns.REPEATS:] += 0.05 * torch.randn(len(hints), patterns.REPEATS)
    scores, loss, row = net(fours, threes, hints), 0.0, 0
    for piece in batch:
        own = torch.log_softmax(scores[row:row + len(piece[2])].flatten(), 0).reshape(len(piece[2]), -1)
        row += len(piece[2])
        loss = loss - torch.logsumexp(own[torch.tensor(piece[4])].flatten(), 0)
        if piece[5].any():
            loss = loss - torch.logsumexp(own[torch.tensor(piece[5])], 0)
    return loss / len(batch)


def validate(net, pieces):
    """Shares of pieces whose pulse is right, and whose place is right too."""
    net.eval()
    pulse = place = 0
    with torch.no_grad():
        for piece in pieces:
            scores = net(torch.tensor(piece[0]), torch.tensor(piece[1]), torch.tensor(hints_of(piece[2], piece[3])))
            best = int(torch.logsumexp(scores, 1).argmax())
            pulse += bool(piece[4][best])
            place += bool(piece[5][best][int(scores[best].argmax())])
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
