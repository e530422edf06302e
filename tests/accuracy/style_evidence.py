# SPDX-License-Identifier: GPL-3.0-or-later
"""Which style a result sounds like: the nearest of all styles' own sheets by its spectrum and by what strikes when in the
bar. Nothing here is known to the engine."""
import json
import os

import librosa
import numpy as np

RATE, FRAME, HOP, BANDS = 22050, 2048, 256, 32
STEPS, BAR = 12, 4                          # to a beat; beats that are folded
EDGES = (0, 6, 14, 24, BANDS)               # mel bands of the four registers whose strokes are looked at


def features(path, beats):
    """Groups of figures: mean and spread of the spectrum's shape, and how strokes repeat within four beats."""
    samples, _ = librosa.load(path, sr=RATE, mono=True)
    mel = librosa.power_to_db(librosa.feature.melspectrogram(y=samples, sr=RATE, n_fft=FRAME, hop_length=HOP, n_mels=BANDS,
                                                             fmax=10000), top_db=80)
    shape = mel.mean(axis=1)
    flux = np.maximum(np.diff(mel, axis=1), 0.0)
    times = librosa.frames_to_time(np.arange(1, mel.shape[1]), sr=RATE, hop_length=HOP)
    bars = [beats[i:i + BAR + 1] for i in range(0, len(beats) - BAR, BAR)]
    grid = np.array([np.interp(np.arange(BAR * STEPS) / STEPS, np.arange(BAR + 1), bar) for bar in bars])
    pattern = []
    for low, high in zip(EDGES, EDGES[1:]):
        strokes = np.interp(grid, times, flux[low:high].mean(axis=0)).mean(axis=0)
        # magnitudes alone: where the bar begins is not known for certain
        spectrum = np.abs(np.fft.rfft(strokes / (strokes.sum() + 1e-9)))[1:]
        pattern.append(spectrum)
    return [shape - shape.mean(), mel.std(axis=1), np.concatenate(pattern)]


class Sheets:
    """The styles' sheets as morphony-sheets wrote them."""

    def __init__(self, folder):
        with open(os.path.join(folder, "sheets.json"), encoding="utf-8") as file:
            known = json.load(file)
        self.ids = sorted(known)
        self._families = {style: known[style]["family"] for style in self.ids}
        raw = [features(os.path.join(folder, style + ".wav"), known[style]["beats"]) for style in self.ids]
        self._means = [np.mean([groups[g] for groups in raw], axis=0) for g in range(3)]
        self._spreads = [np.std([groups[g] for groups in raw], axis=0) + 1e-9 for g in range(3)]
        self._points = np.array([self._point(groups) for groups in raw])

    def _point(self, groups):
        return np.concatenate([(group - mean) / spread / np.sqrt(len(mean))
                               for group, mean, spread in zip(groups, self._means, self._spreads)])

    def figures(self, path, beats, wanted, among):
        """1 where the wanted style is the nearest of `among`; the share of all styles that are farther than it; 1 where
        the nearest of all is of its family."""
        distances = np.linalg.norm(self._points - self._point(features(path, beats)), axis=1)
        by_id = dict(zip(self.ids, distances))
        nearest = self.ids[int(np.argmin(distances))]
        return {"nearest": float(min(among, key=by_id.get) == wanted),
                "rank": float(np.mean(distances > by_id[wanted])),
                "family": float(self._families[nearest] == self._families[wanted])}
