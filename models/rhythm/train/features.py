# SPDX-License-Identifier: GPL-3.0-or-later
"""What the networks hear: the figures of engine/analysis/beat_evidence.h, from sound, in NumPy.

Per frame (50 a second): BeatNet's beat or downbeat, and downbeat, as log probabilities; the rises of the low, middle and
high bands over the mean rise around; how new harmony is over 0.3 and 0.8 s and the bass over 0.2 and 0.6 s.
"""
import json
import os
import struct

import numpy as np

RATE, WINDOW, HOP, FRAMES_PER_SECOND = 22050, 1411, 441, 50
EDGES = [0, 3, 6, 10, 15, 22, 32, 44, 58, 76, 96, 116, 136]
AROUND = 400                       # frames to either side of the mean rise
FIGURES = 9
GROUPS = ((0, 3), (3, 8), (8, 12))  # ranges that are low, middle and high


def _bank():
    """Triangles of unit area on 24 bands an octave from 30 Hz: as BeatSpectrogram, which follows madmom."""
    bins = WINDOW >> 1
    centres = np.fft.fftfreq(bins * 2, 1.0 / RATE)[:bins]
    left, right = np.floor(np.log2(30 / 440) * 24), np.ceil(np.log2(17000 / 440) * 24)
    wanted = 440.0 * 2.0 ** (np.arange(left, right) / 24)
    wanted = wanted[np.searchsorted(wanted, 30):]
    wanted = wanted[:np.searchsorted(wanted, 17000, "right")]
    index = np.clip(centres.searchsorted(wanted), 1, len(centres) - 1)
    low, high = centres[index - 1], centres[index]
    index = np.unique(index - (wanted - low < high - wanted))
    bank = []
    for start, middle, stop in zip(index, index[1:], index[2:]):
        if stop - start < 2:
            middle, stop = start, start + 1
        weights = np.zeros(len(centres))
        weights[start:middle] = np.linspace(0, 1, middle - start, endpoint=False)
        weights[middle:stop] = np.linspace(1, 0, stop - middle, endpoint=False)
        bank.append(weights / weights.sum())
    return np.array(bank, np.float32).T


BANK = _bank()
BAND_HZ = BANK.argmax(0) * RATE / (2.0 * (WINDOW >> 1))
PITCH_CLASS = np.round(12 * np.log2(BAND_HZ / 440)).astype(int) % 12
TUNED = (BAND_HZ >= 90) & (BAND_HZ <= 2200)
BASS = BAND_HZ <= 220


def spectrogram(samples):
    """Frames x 136."""
    count = -(-len(samples) // HOP)
    padded = np.concatenate([np.zeros(WINDOW // 2, np.float32), samples, np.zeros(WINDOW + HOP, np.float32)])
    window = np.hanning(WINDOW).astype(np.float32)
    out = np.empty((count, BANK.shape[1]), np.float32)
    for first in range(0, count, 512):
        frames = np.arange(first, min(count, first + 512))
        cut = padded[frames[:, None] * HOP + np.arange(WINDOW)] * window
        out[frames] = np.log10(1 + np.abs(np.fft.rfft(cut, axis=1)[:, :WINDOW >> 1]).astype(np.float32) @ BANK)
    return out


class BeatNets:
    """The three models of BeatNet (CC BY 4.0), from the weights that packaging/dev fetches."""

    def __init__(self, path):
        import torch
        self._torch = torch
        with open(path, "rb") as file:
            data = file.read()
        size = struct.unpack("<Q", data[:8])[0]
        header = json.loads(data[8:8 + size])
        tensors = {}
        for name, entry in header.items():
            if name != "__metadata__":
                begin, end = entry["data_offsets"]
                values = np.frombuffer(data[8 + size + begin:8 + size + end], np.float32).reshape(entry["shape"])
                tensors[name] = torch.tensor(values.copy())
        self._models = []
        for number in (1, 2, 3):
            own = {name.split(".", 1)[1]: value for name, value in tensors.items() if name.startswith(f"model_{number}.")}
            memory = torch.nn.LSTM(150, 150, 2, batch_first=True)
            memory.load_state_dict({name[5:]: value for name, value in own.items() if name.startswith("lstm.")})
            self._models.append((own, memory.eval()))

    def probabilities(self, spectrum):
        """Frames x 2: the models' mean probability of a beat that opens no bar, and of one that does."""
        torch = self._torch
        rises = np.zeros_like(spectrum)
        rises[1:] = np.maximum(spectrum[1:] - spectrum[:-1], 0)
        mean = 0.0
        with torch.no_grad():
            features = torch.tensor(np.hstack([spectrum, rises]))
            for weights, memory in self._models:
                line = torch.nn.functional.conv1d(features[:, None], weights["conv1.weight"], weights["conv1.bias"])
                line = torch.nn.functional.max_pool1d(torch.relu(line), 2).reshape(len(features), -1)
                line = memory((line @ weights["linear0.weight"].T + weights["linear0.bias"])[None])[0][0]
                line = line @ weights["linear.weight"].T + weights["linear.bias"]
                mean = mean + torch.softmax(line, 1)[:, :2].numpy() / 3
        return mean


def default_beatnets():
    here = os.path.dirname(os.path.abspath(__file__))
    return BeatNets(os.path.join(here, "..", "..", "..", ".deps", "models", "beatnet", "weights.safetensors"))


def _stretch_means(values, reach):
    sums = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    frames = np.arange(len(values))
    begin, end = np.clip(frames - reach, 0, None), np.clip(frames + reach + 1, None, len(values))
    return (sums[end] - sums[begin]) / (end - begin)


def _novelty(rows, reach):
    """1 - cosine between what comes before a frame and what comes from it on; 0 beside silence."""
    sums = np.concatenate([np.zeros((1, rows.shape[1])), np.cumsum(rows, 0, dtype=np.float64)])
    frames = np.arange(len(rows))
    after = sums[np.clip(frames + reach, None, len(rows))] - sums[frames]
    before = sums[frames] - sums[np.clip(frames - reach, 0, None)]
    sizes = np.linalg.norm(after, axis=1), np.linalg.norm(before, axis=1)
    heard = (sizes[0] > 1e-3) & (sizes[1] > 1e-3)
    return np.where(heard, 1 - (after * before).sum(1) / np.maximum(sizes[0] * sizes[1], 1e-9), 0)


def figures(spectrum, heard):
    """Frames x FIGURES from spectrogram() and BeatNets.probabilities()."""
    spectrum = spectrum.astype(np.float32)
    rises = np.zeros_like(spectrum)
    rises[1:] = np.maximum(spectrum[1:] - spectrum[:-1], 0)
    ranges = np.stack([rises[:, a:b].mean(1) for a, b in zip(EDGES, EDGES[1:])], 1)
    mean = _stretch_means(ranges.mean(1), AROUND)
    ranges = np.log1p(2 * ranges / (mean + 0.003)[:, None])
    magnitude = np.sqrt(np.maximum(10 ** spectrum - 1, 0))
    chroma = np.stack([magnitude[:, TUNED & (PITCH_CLASS == c)].sum(1) for c in range(12)], 1)
    bass = magnitude[:, BASS]
    new = np.stack([3 * _novelty(chroma, 15), 3 * _novelty(chroma, 40), 2 * _novelty(bass, 10), 2 * _novelty(bass, 30)], 1)
    logs = np.log(np.stack([heard.sum(1), heard[:, 1]], 1) + 1e-3)
    groups = np.stack([ranges[:, a:b].mean(1) for a, b in GROUPS], 1)
    return np.concatenate([logs, groups, new], 1).astype(np.float32)
