# SPDX-License-Identifier: GPL-3.0-or-later
"""Pulses made of a chain of beats, and what is heard on their average bar: as engine/analysis/pulse.cpp makes them."""
import numpy as np

import features

STEPS = 12                        # of a beat
LAGS = (1, 2, 3, 4, 6, 8)         # beats
RHYTHM, HARMONY = slice(0, 5), slice(5, 9)      # figures
REPEATS = 2 * len(LAGS)
SLOWEST, FASTEST = 38.0, 235.0    # beats a minute
PLACES = [(4, 0), (4, 1), (4, 2), (4, 3), (3, 0), (3, 1), (3, 2), (2, 0), (2, 1)]    # beats in a bar, the one that opens it
# step and offset in beats of the given chain
DIVISIONS = [(1, 0), (1, 1 / 2), (1 / 2, 0), (1 / 2, 1 / 4), (2, 0), (2, 1), (2 / 3, 0), (2 / 3, 1 / 3), (3 / 2, 0),
             (3 / 2, 1 / 2), (3 / 2, 1), (3, 0), (3, 1), (3, 2), (1 / 3, 0)]


def standardised(figures):
    return (figures - figures.mean(0)) / (figures.std(0) + 0.15)


def bpm_of(times):
    return 60.0 / float(np.median(np.diff(times)))


def divided(beats, step, offset):
    """The pulse's times; it may begin 0.6 beats before the chain."""
    longer = np.concatenate([[2 * beats[0] - beats[1]], beats, [2 * beats[-1] - beats[-2]]])
    while offset - step >= -0.6:
        offset -= step
    places = np.arange(offset, len(beats) - 1 + 1e-6, step)
    return np.interp(places, np.arange(-1, len(beats) + 1), longer)


def pulses(beats):
    """Every pulse of at least eight beats at a tempo that music has."""
    made = [divided(beats, step, offset) for step, offset in DIVISIONS]
    return [times for times in made if len(times) >= 8 and SLOWEST <= bpm_of(times) <= FASTEST]


def at(standard, times, reach=1):
    """The largest of each figure within `reach` frames of each time."""
    frames = np.clip(np.round(np.asarray(times) * features.FRAMES_PER_SECOND).astype(int), 0, len(standard) - 1)
    return np.max([standard[np.clip(frames + k, 0, len(standard) - 1)] for k in range(-reach, reach + 1)], 0)


def heard_beats(standard, times):
    """Beats x STEPS x FIGURES: what is heard from each time to the next."""
    steps = times[:-1, None] + np.diff(times)[:, None] * np.arange(STEPS) / STEPS
    return at(standard, steps.ravel()).reshape(len(times) - 1, STEPS, -1)


def mean_bars(heard):
    """4 x STEPS x FIGURES and 3 x STEPS x FIGURES: what is heard on every four beats on average, and on every three."""
    return [np.stack([heard[beat::period].mean(0) for beat in range(period)]).astype(np.float32) for period in (4, 3)]


def repeats(heard):
    """How alike beats are that lie LAGS apart: correlations of what differs from the average beat, of the rhythm's figures
    and then of the harmony's."""
    away, found = heard - heard.mean(0), []
    for kind in (RHYTHM, HARMONY):
        rows = away[:, :, kind].reshape(len(away), -1)
        energy = (rows ** 2).sum() / len(rows) + 1e-3
        found += [(rows[lag:] * rows[:-lag]).sum() / (len(rows) - lag) / energy if len(rows) > lag else 0.0 for lag in LAGS]
    return np.array(found, np.float32)


def f_measure(truth, found, tolerance=0.07):
    """mir_eval's, for chains without beats closer than twice the tolerance."""
    if not len(truth) or not len(found):
        return 0.0
    nearest = np.abs(np.asarray(truth)[:, None] - np.asarray(found)[None, :])
    hits = min((nearest.min(1) <= tolerance).sum(), (nearest.min(0) <= tolerance).sum())
    return 2.0 * float(hits) / (len(truth) + len(found))
