# SPDX-License-Identifier: GPL-3.0-or-later
"""The analysers that stand beside ours. Each turns an audio file into the keys of `morphony-cli analyze --json` that it
knows (beats, downbeats, tempo_bpm, key, chords, notes); a key it does not know is absent. Defaults of the package are
used everywhere."""
import importlib.metadata
import json
import os
import subprocess
import sys
import tempfile
import time

import numpy as np
import soundfile

import render

NOTES = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]
# C. Krumhansl, Cognitive Foundations of Musical Pitch (1990): the ratings of the tones in a major and a minor key
KRUMHANSL = {"major": [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88],
             "minor": [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17]}


def _spans(labels, times):
    """Equal neighbours joined: chords from a label per frame; `times` has one more entry."""
    chords = []
    for index, label in enumerate(labels):
        if chords and chords[-1]["label"] == label:
            chords[-1]["end"] = float(times[index + 1])
        else:
            chords.append({"start": float(times[index]), "end": float(times[index + 1]), "label": label})
    return chords


def _cost(work):
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


class Librosa:
    """Its beat tracker; key and chords from its chroma by templates, as its own examples do (it has no key finder);
    sections by its example of Laplacian segmentation (B. McFee and D. Ellis, ISMIR 2014), with that one's five kinds."""
    name = "librosa"
    version = importlib.metadata.version("librosa")

    def analyse(self, path):
        import librosa
        samples, rate = librosa.load(path, sr=22050)
        return (self._beats(librosa, samples, rate) | self._harmony(librosa, samples, rate) |
                {"sections": self._sections(librosa, samples, rate)})

    def costs(self, path):
        """Seconds on the wall and of the processor for each feature, without what its first call compiles."""
        import librosa
        samples, rate = librosa.load(path, sr=22050)
        self._beats(librosa, samples[:10 * rate], rate)
        self._harmony(librosa, samples[:10 * rate], rate)
        return {"tempo and beats": _cost(lambda: self._beats(librosa, samples, rate)),
                "chroma, key and chords": _cost(lambda: self._harmony(librosa, samples, rate))}

    @staticmethod
    def _sections(librosa, samples, rate, kinds=5):
        import scipy
        import sklearn.cluster
        bands = librosa.amplitude_to_db(np.abs(librosa.cqt(y=samples, sr=rate, bins_per_octave=36, n_bins=252)), ref=np.max)
        beats = librosa.util.fix_frames(librosa.beat.beat_track(y=samples, sr=rate, trim=False)[1], x_min=0)
        if len(beats) < 3 * kinds:
            return []
        affinity = librosa.segment.recurrence_matrix(librosa.util.sync(bands, beats, aggregate=np.median), width=3,
                                                     mode="affinity", sym=True)
        repeats = librosa.segment.timelag_filter(scipy.ndimage.median_filter)(affinity, size=(1, 7))
        colour = librosa.util.sync(librosa.feature.mfcc(y=samples, sr=rate), beats)
        distance = np.sum(np.diff(colour, axis=1) ** 2, axis=0)
        likeness = np.exp(-distance / np.median(distance))
        path = np.diag(likeness, k=1) + np.diag(likeness, k=-1)
        own, other = np.sum(path, axis=1), np.sum(repeats, axis=1)
        share = own.dot(own + other) / np.sum((own + other) ** 2)
        laplacian = scipy.sparse.csgraph.laplacian(share * repeats + (1 - share) * path, normed=True)
        vectors = scipy.ndimage.median_filter(scipy.linalg.eigh(laplacian)[1], size=(9, 1))
        norms = np.cumsum(vectors ** 2, axis=1) ** 0.5
        clusters = sklearn.cluster.KMeans(n_clusters=kinds, n_init="auto", random_state=0)
        found = clusters.fit_predict(vectors[:, :kinds] / (norms[:, kinds - 1:kinds] + 1e-9))   # 0 beside silence
        times = librosa.frames_to_time(librosa.util.fix_frames(beats, x_min=0, x_max=bands.shape[1]), sr=rate)
        return _spans([chr(ord("A") + label) for label in found], times)

    @staticmethod
    def _beats(librosa, samples, rate):
        tempo, beats = librosa.beat.beat_track(y=samples, sr=rate, units="time")
        return {"tempo_bpm": float(np.atleast_1d(tempo)[0]), "beats": beats.tolist()}

    def _harmony(self, librosa, samples, rate):
        chroma = librosa.feature.chroma_cqt(y=samples, sr=rate)
        total = chroma.sum(axis=1)
        scores = {f"{NOTES[tonic]} {mode}": np.corrcoef(np.roll(profile, tonic), total)[0, 1]
                  for mode, profile in KRUMHANSL.items() for tonic in range(12)}
        return {"key": max(scores, key=scores.get), "chords": self._chords(librosa, chroma, rate)}

    @staticmethod
    def _chords(librosa, chroma, rate):
        templates = {"maj": (0, 4, 7), "min": (0, 3, 7)}
        labels, weights = ["N"], [np.ones(12) / 12]
        for quality, steps in templates.items():
            for root in range(12):
                weight = np.zeros(12)
                weight[[(root + step) % 12 for step in steps]] = 1 / 3
                labels.append(f"{NOTES[root]}:{quality}")
                weights.append(weight)
        likeness = np.exp(8 * np.array(weights) @ librosa.util.normalize(chroma, norm=1, axis=0))
        path = librosa.sequence.viterbi_discriminative(likeness / likeness.sum(axis=0),
                                                       librosa.sequence.transition_loop(len(labels), 0.95))
        times = librosa.frames_to_time(np.arange(len(path) + 1), sr=rate)
        return _spans([labels[state] for state in path], times)


class Essentia:
    """RhythmExtractor2013 (multifeature), KeyExtractor and ChordsDetection over HPCP."""
    name = "essentia"
    version = importlib.metadata.version("essentia")

    def analyse(self, path):
        import essentia
        import essentia.standard as es
        essentia.log.warningActive = essentia.log.infoActive = False
        samples = es.MonoLoader(filename=path, sampleRate=44100)()
        tempo, beats, *_ = es.RhythmExtractor2013(method="multifeature")(samples)
        key, scale, _ = es.KeyExtractor()(samples)
        frames, window, spectrum = [], es.Windowing(type="blackmanharris62"), es.Spectrum()
        peaks = es.SpectralPeaks(orderBy="magnitude", magnitudeThreshold=1e-5, minFrequency=40, maxFrequency=5000,
                                 maxPeaks=60)
        hpcp = es.HPCP(size=36, referenceFrequency=440, weightType="cosine", windowSize=1, normalized="unitMax",
                       minFrequency=40, maxFrequency=5000)
        for frame in es.FrameGenerator(samples, frameSize=4096, hopSize=2048, startFromZero=True):
            frames.append(hpcp(*peaks(spectrum(window(frame)))))
        labels, _ = es.ChordsDetection(hopSize=2048, windowSize=2)(essentia.array(frames))
        labels = [label[:-1] + ":min" if label.endswith("m") else label + ":maj" for label in labels]
        times = np.arange(len(labels) + 1) * 2048 / 44100
        return {"tempo_bpm": float(tempo), "beats": beats.tolist(), "key": f"{key} {scale}",
                "chords": _spans(labels, times)}


class BasicPitch:
    """Notes by the package's own predict() with its ONNX model."""
    name = "basic-pitch"
    version = importlib.metadata.version("basic-pitch")

    def __init__(self):
        self._model = None

    def analyse(self, path):
        import contextlib
        import io
        import logging
        logging.disable(logging.WARNING)
        with contextlib.redirect_stdout(io.StringIO()):
            from basic_pitch.inference import Model, predict
            import basic_pitch
            folder = os.path.dirname(basic_pitch.__file__)
            self._model = self._model or Model(os.path.join(folder, "saved_models/icassp_2022/nmp.onnx"))
            _, _, notes = predict(path, self._model)
        return {"notes": [{"start": float(n[0]), "end": float(n[1]), "pitch": int(n[2]),
                           "velocity": max(1, round(127 * float(n[3])))}
                          for n in sorted(notes, key=lambda note: (note[0], note[2]))]}

    def costs(self, path):
        """As Librosa.costs(); its own reading of the file is part of it."""
        with tempfile.TemporaryDirectory() as folder:
            short = os.path.join(folder, "short.wav")
            with soundfile.SoundFile(path) as file:
                soundfile.write(short, file.read(10 * file.samplerate), file.samplerate)
            self.analyse(short)
        return {"constant Q and notes": _cost(lambda: self.analyse(path))}


class QmDsp:
    """Through accuracy_qm_peer, which packaging/dev bench accuracy builds."""
    name = "qm-dsp"
    version = "1.7.1"

    def __init__(self, program):
        self._program = program

    def analyse(self, path):
        return json.loads(render.run(self._program, path))


class Madmom:
    """RNN and DBN downbeat tracker, deep chroma chords; in its own Python."""
    name = "madmom"
    version = "0.16.1"

    def __init__(self, python):
        self._python = python

    def analyse_all(self, jobs, tell):
        with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as file:
            file.write("".join(f"{audio}\t{path}\n" for audio, path in jobs))
            file.flush()
            here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peer_madmom.py")
            with subprocess.Popen([self._python, here, file.name], stdout=subprocess.PIPE, text=True) as child:
                for line in child.stdout:
                    tell(os.path.basename(line.strip()))
            if child.returncode:
                raise render.BenchError(f"madmom ended with status {child.returncode}; its message stands above.")


class Morphony:
    """Ours, as a user calls it."""
    name = "morphony"

    def __init__(self, program):
        self._program = program
        self.version = render.file_key(program)

    def analyse(self, path):
        with tempfile.TemporaryDirectory() as home:   # no analysis kept from an earlier run
            environment = dict(os.environ, XDG_CACHE_HOME=home)
            return json.loads(render.run(self._program, "analyze", path, "--json", env=environment))


def results(peer, files, folder):
    """What a peer says of every file, by path; kept by peer, version and the audio's content."""
    kept = os.path.join(folder, f"{peer.name}-{peer.version}")
    os.makedirs(kept, exist_ok=True)
    paths = {file: os.path.join(kept, render.file_key(file) + ".json") for file in files}
    missing = [(file, path) for file, path in paths.items() if not os.path.exists(path)]

    def tell(name):
        tell.count += 1
        print(f"\r{peer.name}: {tell.count} of {len(missing)} ({name})\033[K", end="", file=sys.stderr, flush=True)
    tell.count = 0
    if missing and hasattr(peer, "analyse_all"):
        peer.analyse_all(missing, tell)
    elif missing:
        for file, path in missing:
            start = time.process_time() + os.times().children_user
            result = peer.analyse(file)
            result["cpu_seconds"] = time.process_time() + os.times().children_user - start
            with open(path + ".part", "w", encoding="utf-8") as out:
                json.dump(result, out)
            os.replace(path + ".part", path)
            tell(os.path.basename(file))
    if missing:
        print(file=sys.stderr)
    found = {}
    for file, path in paths.items():
        with open(path, encoding="utf-8") as stored:
            found[file] = json.load(stored)
    return found
