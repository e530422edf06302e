# SPDX-License-Identifier: GPL-3.0-or-later
"""madmom's beats, downbeats and chords (its key network takes longer than all of them). Runs in an environment of its
own, because madmom needs an old numpy.

Its weights are for non-commercial use: it measures here and nothing of it is shipped. usage: LIST, with a line
"audio<TAB>result.json" per file.
"""
import collections
import collections.abc
import json
import os
import sys
import time
import warnings

warnings.filterwarnings("ignore")
collections.MutableSequence = collections.abc.MutableSequence   # madmom 0.16.1 is older than Python 3.10

from madmom.features.chords import DeepChromaChordRecognitionProcessor
from madmom.features.downbeats import DBNDownBeatTrackingProcessor, RNNDownBeatProcessor
from madmom.audio.chroma import DeepChromaProcessor


def main():
    activations, decoder = RNNDownBeatProcessor(), DBNDownBeatTrackingProcessor(beats_per_bar=[3, 4], fps=100)
    chroma, chords = DeepChromaProcessor(), DeepChromaChordRecognitionProcessor()
    with open(sys.argv[1], encoding="utf-8") as file:
        jobs = [line.rstrip("\n").split("\t") for line in file]
    for audio, path in jobs:
        start = time.process_time()
        beats = decoder(activations(audio))
        result = {"beats": [float(beat[0]) for beat in beats],
                  "downbeats": [float(beat[0]) for beat in beats if beat[1] == 1],
                  "chords": [{"start": float(c[0]), "end": float(c[1]), "label": c[2]} for c in chords(chroma(audio))]}
        result["cpu_seconds"] = time.process_time() - start
        with open(path + ".part", "w", encoding="utf-8") as file:
            json.dump(result, file)
        os.replace(path + ".part", path)
        print(audio, flush=True)


main()
