#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes musicnn.txt of this folder with the package musicnn 0.1.0 itself.

Usage: make_musicnn_reference.py FOLDER, where FOLDER holds the unpacked wheel. Needs Python with tensorflow, tf-keras,
librosa, soundfile and soxr; the versions that were used stand in musicnn.txt.
"""
import os
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile

os.environ["TF_USE_LEGACY_KERAS"] = "1"  # the package is of TensorFlow 1's time
sys.path.insert(0, sys.argv[1])

import librosa
import numpy as np
import soundfile
import soxr
import tensorflow
from musicnn import extractor

GAMES = "/usr/share/games/"
PIECES = (("concerto", GAMES + "gamine/sounds/BachJSBrandenburgConcertNo2inFMajorBWV1047mvmt1.ogg", 60, False),
          ("funk", GAMES + "davegnukem/music/eric_matyas/Funky-Gameplay_Looping.ogg", 20, True),
          ("metal", GAMES + "fretsonfire/data/songs/sectoid/Feelings/song.ogg", 60, True))
PATCH = 187
packaged_batches = extractor.batch_data


def wide_batches(file, frames, step):
    """The package's batch_data(), but for the product with 10,000, which half floats cannot hold for loud music."""
    audio, rate = librosa.load(file, sr=16000)
    mel = librosa.feature.melspectrogram(y=audio, sr=rate, hop_length=256, n_fft=512, n_mels=96).T
    levels = np.log10(10000 * mel.astype(np.float16).astype(np.float32) + 1)
    return np.stack([levels[t:t + frames] for t in range(0, len(levels) - frames + 1, step)]), levels


def lines_of(name, path, start, loud):
    stereo, rate = soundfile.read(path, dtype="float32", frames=(start + 12) * 44100)
    mono = soxr.resample(stereo.mean(1), rate, 16000, quality="HQ")[start * 16000:start * 16000 + 144000]
    extractor.batch_data = wide_batches if loud else packaged_batches
    with NamedTemporaryFile(suffix=".wav") as file:
        soundfile.write(file.name, mono, 16000, subtype="FLOAT")
        _, levels = extractor.batch_data(file.name, PATCH, PATCH)
        for frame in (0, 100, 400):
            yield f"{name} features {frame}", levels[frame]
        for model in ("MTT", "MSD"):
            tags, _ = extractor.extractor(file.name, model=f"{model}_musicnn", extract_features=False)
            for patch, values in enumerate(tags):
                yield f"{name} {model} {patch}", values


with open(Path(__file__).parent / "musicnn.txt", "w") as out:
    out.write(f"""# What the package musicnn 0.1.0 answers (TensorFlow {tensorflow.__version__}, librosa {librosa.__version__}, numpy {np.__version__}) for nine seconds, 144,000
# samples, of three pieces at 16 kHz mono (libsndfile, soxr {soxr.__version__} HQ): a line per frame of its spectrogram and per patch of
# three seconds and model. concerto: as the package is. funk, metal: its product 10000 x taken in float32, because in
# half floats it overflows there and every tag becomes NaN.
""")
    for piece in PIECES:
        for label, values in lines_of(*piece):
            out.write(f"{label} : {' '.join(f'{value:.6g}' for value in values.astype(float))}\n")
