#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the reference values of this folder with the packages' own networks and code.

Usage: make_references.py FOLDER, where FOLDER holds the unpacked wheels basic-pitch 0.4.0 and swift-f0 0.3.0.
Needs Python with numpy, scipy, soundfile and onnxruntime (made with onnxruntime 1.31.1, numpy 2.4.6, soundfile 0.14.0).
"""
import re
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import scipy.signal
import soundfile

CONCERTO = "/usr/share/games/gamine/sounds/BachJSBrandenburgConcertNo2inFMajorBWV1047mvmt1.ogg"
HERE = Path(__file__).parent
WINDOW, HOP, MARGIN = 43844, 36164, 15


def basic_pitch(wheels):
    stereo, rate = soundfile.read(CONCERTO, start=60 * 44100, frames=8 * 44100, dtype="float32")
    assert rate == 44100
    mono = stereo.mean(axis=1)[::2]  # every other sample: no resampler stands between this and the test
    session = onnxruntime.InferenceSession(wheels / "basic_pitch/saved_models/icassp_2022/nmp.onnx")
    padded = np.concatenate([np.zeros(MARGIN * 256, np.float32), mono])
    notes, onsets = [], []
    for begin in range(0, len(mono), HOP):
        window = padded[begin:begin + WINDOW]
        window = np.pad(window, (0, WINDOW - len(window)))[None, :, None]
        note, onset = session.run(["StatefulPartitionedCall:1", "StatefulPartitionedCall:2"],
                                  {"serving_default_input_2:0": window})
        notes.append(note[0, MARGIN:-MARGIN])
        onsets.append(onset[0, MARGIN:-MARGIN])
    frames = len(mono) // HOP * 142 + -(-(len(mono) % HOP) // 256)
    notes = np.concatenate(notes)[:frames]
    onsets = np.concatenate(onsets)[:frames]
    np.round(np.stack([notes, onsets], 1)[::16] * 65535).astype("<u2").tofile(HERE / "basic_pitch_concerto.u16")

    # the package's module imports more than its functions need
    code = (wheels / "basic_pitch/note_creation.py").read_text()
    functions = [re.search(rf"\ndef {name}\(.*?(?=\n\n\n|\Z)", code, re.S).group()
                 for name in ("get_infered_onsets", "constrain_frequency", "output_to_notes_polyphonic")]
    package = {"np": np, "scipy": scipy, "MIDI_OFFSET": 21, "MAX_FREQ_IDX": 87}
    exec("from typing import *\n" + "\n".join(functions), package)
    events = package["output_to_notes_polyphonic"](notes, onsets, 0.5, 0.3, 11, True, None, None)
    with open(HERE / "basic_pitch_concerto_notes.txt", "w") as file:
        for start, end, pitch, amplitude in sorted(events):
            file.write(f"{start} {end} {pitch} {round(127 * amplitude)}\n")


def swift_f0(wheels):
    stereo, rate = soundfile.read(CONCERTO, start=60 * 44100, frames=8 * 44100, dtype="float32")
    mono = stereo.mean(axis=1)[::3]  # taken for 16 kHz: the network does not know that the music is 9 % slower
    session = onnxruntime.InferenceSession(wheels / "swift_f0/model.onnx")
    pitch, confidence = session.run(["pitch", "confidence"], {
        "audio": mono[None], "fmin": np.array(46.875, np.float32), "fmax": np.array(2093.75, np.float32)})
    np.stack([pitch[0], confidence[0]], 1).astype("<f4").tofile(HERE / "swift_f0_concerto.f32")


if __name__ == "__main__":
    basic_pitch(Path(sys.argv[1]))
    swift_f0(Path(sys.argv[1]))
