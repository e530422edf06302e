# SPDX-License-Identifier: GPL-3.0-or-later
"""Real tracks times prompts, morphed by the engine arrange; figures of every result, kept by program, track and request.

Beside the program's own report every result is heard by analysers that are no part of it: madmom (beats, downbeats,
chords) and essentia (leading melody by Melodia, Salamon & Gómez 2012; key)."""
import dataclasses
import json
import os

import mir_eval
import numpy as np
import soundfile

import material
import peers
import render
import scores
import style_evidence

SECONDS, START = 40, 20
# Tracks that levels and rules were set on, and others that only test them; package: patterns of its files.
TUNING = {
    "gamine-data": ["*Brandenburg*"],
    "davegnukem-data": ["*Funky-Gameplay*", "*Techno-Caper*"],
    "fretsonfire-songs-sectoid": ["*Feelings*/song.ogg"],
}
TEST = {
    "freedink-data": ["*/106.ogg", "*/lovin.ogg"],
    "wordwarvi-sound": ["*cornbread*", "*lucky13*"],
    "fretsonfire-songs-muldjord": ["*armygeddon/song.ogg"],
    "marsshooter-data": ["*02_orphanage*", "*10_farewell*"],
    "warzone2100-music": ["*/track17.opus"],
    "wizznic-data": ["*7 Nights*"],
    "colobot-common-sounds": ["*/Hv2.ogg"],
    "hyperrogue-music": ["*savino-ivory*"],
    "asc-music": ["*frontiers*"],
    "lincity-ng-data": ["*City Blues*"],
}
QUICK_TRACKS, QUICK_PROMPTS = 3, 4
# what is asked for: the style that it names
PROMPTS = {
    "beats funk 80s music": "80s-funk",
    "jazz trio": "jazz-trio",
    "heavy metal": "heavy-metal",
    "techno": "techno",
    "bossa nova": "bossa-nova",
    "synthwave": "synthwave",
    "punk rock": "punk",
    "reggae": "reggae",
}
MODES = ("remix", "full")
# a source whose melody Melodia hears in this share of the time has a clear one
CLEAR_MELODY = 0.5
_VERSION = "4"  # of the figures below; kept ones of another version are measured again


@dataclasses.dataclass
class Cell:
    """One result."""
    track: str
    prompt: str
    mode: str
    figures: dict


def tracks(which, quick):
    """(name, package and pattern's file) of a set."""
    table = {"tuning": TUNING, "test": TEST}[which]
    found = list(material.tracks_of(table))
    return found[:QUICK_TRACKS] if quick else found


def excerpt(path, folder):
    """Forty seconds of a track as 16-bit WAV."""
    wav = os.path.join(folder, f"{render.file_key(path)}-{START}-{SECONDS}.wav")
    if not os.path.exists(wav):
        with soundfile.SoundFile(path) as file:
            file.read(min(START * file.samplerate, max(0, file.frames - SECONDS * file.samplerate)))
            soundfile.write(wav + ".part.wav", file.read(SECONDS * file.samplerate), file.samplerate, subtype="PCM_16")
        os.replace(wav + ".part.wav", wav)
    return wav


def listen(path):
    """Melody and key by essentia."""
    import essentia
    import essentia.standard as es
    essentia.log.warningActive = essentia.log.infoActive = False
    samples = es.MonoLoader(filename=path, sampleRate=44100)()
    melody, _ = es.PredominantPitchMelodia(frameSize=2048, hopSize=256)(es.EqualLoudness()(samples))
    key, scale, _ = es.KeyExtractor()(samples)
    return {"melody": np.asarray(melody)[::2], "hop": 512 / 44100, "key": f"{key} {scale}"}


def melody_scores(reference, estimate):
    """Raw chroma accuracy and overall accuracy (mir_eval.melody); none where the source has no clear melody."""
    voiced = reference["melody"] > 0
    if voiced.mean() < CLEAR_MELODY:
        return {}
    count = min(len(reference["melody"]), len(estimate["melody"]))
    times = np.arange(count) * reference["hop"]
    found = mir_eval.melody.evaluate(times, reference["melody"][:count].astype(float), times,
                                     estimate["melody"][:count].astype(float))
    return {"melody RCA": found["Raw Chroma Accuracy"], "melody OA": found["Overall Accuracy"]}


def beat_scores(source, grid, result):
    """F1 of the beats heard in the result against those heard in the source, and against those that the program played to
    (so that what two trackers make of one source is told from what the band does). "oct": the best of the tempo itself, its
    half and its double, for styles with another feel."""
    found, heard = {}, np.array(result["beats"])
    for name, beats in (("beat F1", source["beats"]), ("grid F1", grid)):
        beats = np.array(beats)
        if len(beats) >= 8:
            found[name] = scores.beat_f1(beats, heard)
            found[name + " oct"] = max([found[name], *(scores.beat_f1(other, heard) for other in
                                                       (beats[::2], beats[1::2], _doubled(beats)))])
    return found


def _doubled(beats):
    return np.sort(np.concatenate([beats, 0.5 * (beats[1:] + beats[:-1])]))


def content_scores(report):
    content, quality = report["content"], report["quality"]
    names = {"chroma": "chroma_cosine", "soft": "chroma_cosine_soft", "Jaccard": "pitch_jaccard_distance",
             "recall": "note_recall", "onset F1": "onset_f1"}
    found = {name: content[key] for name, key in names.items() if content.get(key) is not None}
    found["level"] = abs(quality["lufs_result"] - quality["lufs_source"])
    found["peak"] = quality["true_peak_dbtp"]
    style = report["style"]
    if style.get("style_reached") is not None:
        found["reached"] = style["style_reached"]
    if style.get("target_score_result") is not None:
        found["tags"] = style["target_score_result"] - style["target_score_source"]
    return found


class Bench:
    """Morphs and measures; everything that was measured once is kept in `folder`."""

    def __init__(self, cli, madmom, sheets, folder):
        self._cli, self._madmom, self._folder = cli, peers.Madmom(madmom), folder
        self._version = render.file_key(cli)
        written = os.path.join(folder, "sheets-" + render.file_key(sheets))
        if not os.path.exists(os.path.join(written, "sheets.json")):
            render.run(sheets, written)
        self._sheets = style_evidence.Sheets(written)

    def track(self, path, prompts, modes, tell):
        """A Cell for every prompt and mode of one track."""
        source = excerpt(path, self._folder)
        name = os.path.splitext(os.path.basename(path))[0][:24]
        jobs = []
        for prompt in prompts:
            for mode in modes:
                key = render.key_of(_VERSION, self._version, render.file_key(source), prompt, mode)
                jobs.append((prompt, mode, os.path.join(self._folder, f"cell-{key}")))
        fresh = [job for job in jobs if not os.path.exists(job[2] + ".json")]
        for prompt, mode, stem in fresh:
            if os.path.exists(stem + ".wav") and os.path.exists(stem + ".report.json"):
                continue  # made by a run that ended before it was measured
            render.run(self._cli, "morph", source, "--engine", "arrange", "--prompt", prompt, "--set", f"mode={mode}",
                       "--strength", "1", "-o", stem + ".wav", "--report", stem + ".report.json", "--overwrite")
            tell(f"{name}: {prompt}, {mode}")
        if fresh:
            self._measure(source, fresh)
        cells = []
        for prompt, mode, stem in jobs:
            with open(stem + ".json", encoding="utf-8") as file:
                cells.append(Cell(name, prompt, mode, json.load(file)))
        return cells

    def _measure(self, source, jobs):
        heard = {stem: _sixteen_bits(stem + ".wav") for _, _, stem in jobs}
        beats = peers.results(self._madmom, [source, *heard.values()], self._folder)
        before = listen(source)
        grid = json.loads(render.run(self._cli, "analyze", source, "--json"))["beats"]
        for prompt, _, stem in jobs:
            wav = heard[stem]
            after = listen(wav)
            with open(stem + ".report.json", encoding="utf-8") as file:
                figures = content_scores(json.load(file))
            figures |= melody_scores(before, after) | beat_scores(beats[source], grid, beats[wav])
            truth = [(c["start"], c["end"], c["label"]) for c in beats[source]["chords"]]
            figures["chords"] = scores.chord_scores(truth, beats[wav]["chords"])["majmin"]
            figures["key"] = scores.key_score(before["key"], after["key"])
            if len(beats[source]["beats"]) > 8:
                figures |= self._sheets.figures(wav, beats[source]["beats"], PROMPTS[prompt], PROMPTS.values())
            with open(stem + ".part", "w", encoding="utf-8") as file:
                json.dump(figures, file)
            os.replace(stem + ".part", stem + ".json")
            os.remove(wav)
            os.remove(stem + ".wav")


def _sixteen_bits(path):
    """A copy in 16 bits beside a result in floating point, which madmom takes for silence."""
    samples, rate = soundfile.read(path)
    copy = os.path.splitext(path)[0] + ".heard.wav"
    soundfile.write(copy, samples, rate, subtype="PCM_16")
    return copy
