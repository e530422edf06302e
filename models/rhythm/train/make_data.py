# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the training data: usage: make_data.py FOLDER FIRST LAST. Piece i is the same on every machine.

Even pieces are chord charts in mma's grooves, odd ones random grooves; every eighth pair is for validation and comes from
style files of its own. From SECOND_PART on half of the charts are in the style files of the accuracy test's first two sets,
and the random grooves are mostly of rare kinds. From MIDI_PART on pieces are excerpts of MIDI files, without bar lines,
none for validation. Each is one FOLDER/NNNN.npz: spectrum, heard (BeatNet), beats, downbeats, meter, bpm, name.
"""
import os
import random
import sys

import numpy as np
from scipy.signal import butter, sosfilt

import features
import midi_files
import mma_grooves
import random_grooves
import synth

SECONDS = 36.0
SECOND_PART, MIDI_PART = 1092, 4000
# FluidR3 is left to the tests
SOUNDFONTS = ["/usr/share/sounds/sf3/MuseScore_General.sf3", "/usr/share/sounds/sf2/TimGM6mb.sf2",
              "/usr/share/sounds/sf2/OPL-3_FM_128M.sf2"]


def is_validation(index):
    return index // 2 % 8 == 0 and index < MIDI_PART


def tempo_warp(rng, end):
    """Nominal seconds -> seconds: strict, drifting, rubato, or one change of tempo."""
    kind = rng.choices(["strict", "drift", "rubato", "change"], [0.6, 0.25, 0.06, 0.09])[0]
    grid = np.arange(0.0, end + 2.0, 0.1)
    bend = np.zeros(len(grid))
    if kind == "drift":
        value = 0.0
        for i in range(len(grid)):
            value += rng.gauss(0, 0.004) - 0.01 * value
            bend[i] = value
    elif kind == "rubato":
        bend = rng.uniform(0.04, 0.11) * np.sin(2 * np.pi * (grid / rng.uniform(4, 14) + rng.random()))
    elif kind == "change":
        bend[grid > rng.uniform(0.3, 0.7) * end] = np.log(rng.choice([0.8, 0.87, 1.1, 1.2, 0.93]))
    times = np.concatenate([[0.0], np.cumsum(0.1 / np.exp(np.clip(bend, -0.35, 0.35))[:-1])])
    return lambda seconds: np.interp(seconds, grid, times)


def muted(rng, channels):
    """Channels that are left out: the drums, everything but the drums, or one part."""
    chance = rng.random()
    tuned = [channel for channel in channels if channel != 9]
    if chance < 0.12 and tuned:
        return {9}
    if chance < 0.17 and 9 in channels:
        return set(tuned)
    if chance < 0.42 and len(tuned) > 1:
        return {rng.choice(tuned)}
    return set()


def performed(rng, piece):
    """The score's events as somebody might play them, and its beats and downbeats in the same time."""
    warp = tempo_warp(rng, piece.end)
    lead = rng.choice([0.0, 0.0, rng.uniform(0.0, 2.0)])
    out = muted(rng, sorted({event[2] for event in piece.events if event[1] == "on"}))
    loose = rng.choice([0.0, 0.003, 0.006, 0.012])
    gains = {channel: rng.uniform(0.55, 1.2) for channel in range(16)}
    programs = {channel: rng.randrange(104) for channel in range(16) if channel != 9 and rng.random() < 0.2}
    times = warp(np.array([event[0] for event in piece.events])) + lead
    events = []
    for time, (_, kind, channel, value, extra) in zip(times, piece.events):
        if channel in out:
            continue
        if kind == "on":
            time += rng.gauss(0, loose)
            extra = int(min(max(extra * gains[channel], 1), 127))
        elif kind == "program":
            value = programs.get(channel, value)
        events.append((max(0.0, time), kind, channel, value, extra))
    starts = [event[0] for event in events if event[1] == "on"]
    if not starts:
        return None
    first, last = min(starts) - 0.15, max(starts) + 0.1
    inside = [warp(np.array(times)) + lead for times in (piece.beats, piece.downbeats)]
    return events, *[times[(times > first) & (times < min(last, SECONDS - 0.02))] for times in inside]


def recorded(rng, samples):
    """Filters, saturation, noise and level."""
    peak = np.abs(samples).max()
    if peak < 1e-3:
        return None
    samples = samples / peak
    if rng.random() < 0.4:
        low = rng.random() < 0.5
        corner = rng.uniform(60, 250) if low else rng.uniform(2500, 8000)
        filtered = sosfilt(butter(1, corner, "high" if low else "low", fs=synth.RATE, output="sos"), samples)
        samples = 0.3 * samples + 0.7 * filtered
    if rng.random() < 0.35:
        samples = np.tanh(samples * rng.uniform(1.5, 6))
    if rng.random() < 0.25:
        noise = np.random.RandomState(rng.randrange(1 << 30)).randn(len(samples))
        samples = samples + noise * np.sqrt(np.mean(samples ** 2)) * rng.uniform(0.003, 0.06)
    return (samples / np.abs(samples).max() * rng.uniform(0.25, 0.99)).astype(np.float32)


def composed(index, rng, pools, length):
    """Piece i's Score, or None where chance made nothing or something that the test has."""
    if index >= MIDI_PART:
        return midi_files.play(rng, index - MIDI_PART, length)
    if index % 2:
        return random_grooves.play(rng, length, random_grooves.KINDS if index < SECOND_PART else random_grooves.RARE_KINDS)
    pool = pools[index >= SECOND_PART and rng.random() < 0.5]
    style = rng.choice([style for style in pool if mma_grooves.is_held_out(style[0]) == is_validation(index)])
    return None if mma_grooves.is_tested(style[0]) else mma_grooves.play(rng, style, length)


def make(index, pools, synths, beatnets):
    """One piece as a dictionary, or None."""
    rng = random.Random(f"morphony beats {index}")
    ends = rng.random() < 0.35
    length = rng.uniform(20.0, 31.0) if ends else SECONDS + 4.0
    piece = composed(index, rng, pools, length)
    played = performed(rng, piece) if piece else None
    if played is None:
        return None
    events, beats, downbeats = played
    samples = recorded(rng, rng.choice(synths).render(events, SECONDS, rng.random() < 0.4))
    if samples is None or len(beats) < 12:
        return None
    spectrum = features.spectrogram(samples)
    return {"spectrum": spectrum.astype(np.float16), "heard": beatnets.probabilities(spectrum).astype(np.float32),
            "beats": beats, "downbeats": downbeats, "meter": piece.meter, "bpm": piece.bpm, "name": piece.name}


def main():
    folder, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    os.makedirs(folder, exist_ok=True)
    synths = [synth.Synth(path) for path in SOUNDFONTS]
    pools, beatnets = [mma_grooves.style_files(charted) for charted in (False, True)], features.default_beatnets()
    import torch
    torch.set_num_threads(1)
    for index in range(first, last):
        path = os.path.join(folder, f"{index:04d}.npz")
        if os.path.exists(path):
            continue
        made = make(index, pools, synths, beatnets)
        if made is not None:
            np.savez(path + ".part.npz", **made)
            os.replace(path + ".part.npz", path)


if __name__ == "__main__":
    main()
