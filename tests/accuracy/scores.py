# SPDX-License-Identifier: GPL-3.0-or-later
"""Scores of an analysis against a truth, by mir_eval. A score that the analysis gives no answer for is absent."""
import warnings

import mir_eval
import numpy as np

DRUMS = 9


def beat_f1(truth, found):
    """F-measure within 70 ms, without the first five seconds, as mir_eval does it."""
    truth, found = mir_eval.beat.trim_beats(np.array(truth)), mir_eval.beat.trim_beats(np.array(found))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(mir_eval.beat.f_measure(truth, found)) if len(truth) and len(found) else 0.0


def tempo_of(analysis):
    """The stated tempo, or the median of the beats' own."""
    if analysis.get("tempo_bpm"):
        return analysis["tempo_bpm"]
    beats = analysis.get("beats") or []
    return 60.0 / float(np.median(np.diff(beats))) if len(beats) > 2 else None


def tempo_right(truth, found):
    """1 within 2 %, the octave right."""
    return float(found is not None and abs(found / truth - 1.0) <= 0.02)


def key_score(truth, found):
    found = found.replace("maj", "major").replace("majoror", "major") if found else ""
    try:
        return float(mir_eval.key.weighted_score(truth, found))
    except ValueError:
        return 0.0


def chord_scores(truth, found):
    """Overlap by root, major/minor, sevenths, and sevenths with inversions."""
    reference = np.array([chord[:2] for chord in truth]), [chord[2] for chord in truth]
    usable = [c for c in found if c["end"] > c["start"]]
    if not usable:
        return {name: 0.0 for name in ("root", "majmin", "sevenths", "sevenths_inv")}
    estimate = np.array([[c["start"], c["end"]] for c in usable]), [c["label"] for c in usable]
    intervals, labels = mir_eval.util.adjust_intervals(*estimate, reference[0].min(), reference[0].max(), "N", "N")
    merged, ours, theirs = mir_eval.util.merge_labeled_intervals(*reference, intervals, labels)
    durations = mir_eval.util.intervals_to_durations(merged)
    return {name: float(mir_eval.chord.weighted_accuracy(getattr(mir_eval.chord, name)(ours, theirs), durations))
            for name in ("root", "majmin", "sevenths", "sevenths_inv")}


def form_scores(truth, found):
    """As F1: boundaries within three seconds and within half a second, both ends left out, and pairs of moments that are in
    like sections."""
    reference = np.array([section[:2] for section in truth]), [section[2] for section in truth]
    if not found:
        return {"boundaries": 0.0, "boundaries .5": 0.0, "sections": 0.0}
    estimate = np.array([[s["start"], s["end"]] for s in found]), [s["label"] for s in found]
    intervals, labels = mir_eval.util.adjust_intervals(*estimate, reference[0].min(), reference[0].max())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        boundaries, near = (mir_eval.segment.detection(reference[0], intervals, window=window, trim=True)[2]
                            for window in (3.0, 0.5))
        pairs = mir_eval.segment.pairwise(*reference, intervals, labels)[2]
    return {"boundaries": float(boundaries), "boundaries .5": float(near), "sections": float(pairs)}


def note_f1(truth, found):
    """Pitch within half a semitone and onset within 50 ms; the ends do not count."""
    truth = [note for note in truth if note[3] != DRUMS]
    if not truth or not found:
        return 0.0
    midi = mir_eval.util.midi_to_hz
    # notes of the same pitch that begin together on two instruments are one for the ear
    unique = {}
    for start, end, pitch, _ in truth:
        unique.setdefault((round(start / 0.02), pitch), (start, end, pitch))
    truth = sorted(unique.values())
    score = mir_eval.transcription.precision_recall_f1_overlap(
        np.array([note[:2] for note in truth]), midi(np.array([float(note[2]) for note in truth])),
        np.array([[n["start"], max(n["end"], n["start"] + 0.01)] for n in found]),
        midi(np.array([float(n["pitch"]) for n in found])), offset_ratio=None)
    return float(score[2])


def of_chart(truth, notes, analysis):
    """Every score of one chart, by name."""
    scores = {}
    if "beats" in analysis:
        scores["beat F1"] = beat_f1(truth.beats, analysis["beats"])
        scores["tempo"] = tempo_right(truth.tempo, tempo_of(analysis))
    if "downbeats" in analysis:
        scores["downbeat F1"] = beat_f1(truth.downbeats, analysis["downbeats"])
    if "key" in analysis:
        scores["key"] = key_score(truth.key, analysis["key"])
    if "chords" in analysis:
        chords = chord_scores(truth.chords, analysis["chords"])
        scores |= {"root": chords["root"], "maj/min": chords["majmin"], "sevenths": chords["sevenths"],
                   "sevenths+inv": chords["sevenths_inv"]}
    if "sections" in analysis:
        scores |= form_scores(truth.form, analysis["sections"])
    if "notes" in analysis:
        scores["note F1"] = note_f1(notes, analysis["notes"])
    if "meter" in analysis:
        scores["meter"] = float(analysis["meter"] == truth.meter)
    return scores


def of_tempo_map(truth, analysis):
    """Beats and tempo against a MIDI file's own; AMLt also accepts the double, the half and the off beat."""
    if "beats" not in analysis:
        return {}
    beats = mir_eval.beat.trim_beats(np.array(truth.beats)), mir_eval.beat.trim_beats(np.array(analysis["beats"]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        amlt = float(mir_eval.beat.continuity(*beats)[3]) if len(beats[1]) > 2 else 0.0
    return {"beat F1": beat_f1(truth.beats, analysis["beats"]), "AMLt": amlt,
            "tempo": tempo_right(truth.tempo, tempo_of(analysis))}


def agreement(ours, theirs):
    """F1 of two trackers' beats and, where they differ, the likely reason."""
    mine, other = np.array(ours.get("beats") or []), np.array(theirs.get("beats") or [])
    result = {"beat F1": beat_f1(other, mine), "reason": "", "tempi": "-"}
    if len(mine) < 4 or len(other) < 4:
        if len(mine) >= 4 or len(other) >= 4:
            result["reason"] = "no beat found by " + ("the first" if len(mine) < 4 else "the second")
        return result
    tempi = 60.0 / np.median(np.diff(mine)), 60.0 / np.median(np.diff(other))
    result["tempi"] = f"{tempi[0]:.0f} / {tempi[1]:.0f}"
    if ours.get("downbeats") and theirs.get("downbeats"):
        result["downbeat F1"] = beat_f1(theirs["downbeats"], ours["downbeats"])
    if result["beat F1"] >= 0.8:
        if result.get("downbeat F1", 1.0) < 0.5:
            result["reason"] = _bars_apart(ours, theirs)
        return result
    ratio = tempi[0] / tempi[1]
    for factor, name in ((2.0, "double tempo"), (0.5, "half tempo"), (1.5, "3 against 2"), (2 / 3, "2 against 3"),
                         (3.0, "three times the tempo"), (1 / 3, "a third of the tempo"), (4 / 3, "4 against 3"),
                         (0.75, "3 against 4")):
        if abs(ratio / factor - 1.0) < 0.05:
            result["reason"] = "octave: " + name if factor in (2.0, 0.5) else name
            return result
    if abs(ratio - 1.0) < 0.05:
        shifted = beat_f1(other + 30.0 / tempi[1], mine)
        half = shifted > result["beat F1"] + 0.2
        result["reason"] = "phase: half a beat apart" if half else "same tempo, only partly in phase"
    else:
        result["reason"] = "different tempo"
    return result


def _bars_apart(ours, theirs):
    """How many beats the bars of two trackers that share their beats lie apart."""
    mine, bars, beats = np.array(ours["downbeats"]), np.array(theirs["downbeats"]), np.array(theirs["beats"])
    beat = float(np.median(np.diff(beats)))
    lengths = [round(float(np.median(np.diff(part))) / beat) if len(part) > 2 else 0 for part in (mine, bars)]
    if lengths[0] != lengths[1]:
        return f"bars of {lengths[0]} beats against {lengths[1]}"
    shifts = [round(float(bar - bars[bars <= bar + 0.1][-1]) / beat) for bar in mine if (bars <= bar + 0.1).any()]
    return f"downbeat {max(set(shifts), key=shifts.count)} of {lengths[0]} beats later" if shifts else "downbeats differ"
