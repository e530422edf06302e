# SPDX-License-Identifier: GPL-3.0-or-later
"""Excerpts of MIDI files of Debian packages, their beats from the files' own tempo maps. Bar lines are left out: many files
begin with a pick-up that their time signature does not tell of."""
import os
import sys

import mido

import score

PACKAGES = ("openttd-openmsx", "simutrans-data")


def _accuracy():
    sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "..", "tests", "accuracy"))
    import material
    import render
    return material, render


def files():
    """All but those that the accuracy test plays, in the order of their names."""
    material, render = _accuracy()
    tested = {name for _, name, _ in material.MIDI}
    found = []
    for package in PACKAGES:
        found += [path for path in render.run("dpkg", "-L", package).splitlines()
                  if path.endswith(".mid") and os.path.basename(path) not in tested]
    return sorted(found)


def _events(midi, tempo):
    for track in midi.tracks:
        tick = 0
        for message in track:
            tick += message.time
            time = tempo.seconds(tick)
            if message.type == "note_on" and message.velocity:
                yield time, "on", message.channel, message.note, message.velocity
            elif message.type in ("note_on", "note_off"):
                yield time, "off", message.channel, message.note, 0
            elif message.type == "control_change":
                yield time, "control", message.channel, message.control, message.value
            elif message.type == "program_change":
                yield time, "program", message.channel, message.program, 0
            elif message.type == "pitchwheel":
                yield time, "bend", message.channel, message.pitch + 8192, 0


def play(rng, number, seconds):
    """A Score of file `number`, round and round, or None where its beats are no quarters."""
    paths = files()
    path = paths[number % len(paths)]
    midi = mido.MidiFile(path)
    signatures = [message for track in midi.tracks for message in track if message.type == "time_signature"]
    if any(message.denominator != 4 for message in signatures):
        return None
    tempo = _accuracy()[1].TempoMap(midi)
    events = sorted(_events(midi, tempo), key=lambda event: event[0])
    starts = [event[0] for event in events if event[1] == "on"]
    if not starts or starts[-1] - starts[0] < seconds:
        return None
    begin = rng.uniform(starts[0], starts[-1] - seconds)
    # what was set before the excerpt is set as it begins
    kept = [(max(0.0, event[0] - begin), *event[1:]) for event in events
            if event[0] >= begin and event[0] < begin + seconds or event[0] < begin and event[1] not in ("on", "off")]
    kept += [(seconds, "control", channel, 123, 0) for channel in range(16)]
    beats, tick = [], 0
    while tempo.seconds(tick) < begin + seconds:
        beats.append(tempo.seconds(tick) - begin)
        tick += midi.ticks_per_beat
    beats = [beat for beat in beats if beat >= 0.0]
    if len(beats) < 2:
        return None
    bpm = 60.0 * (len(beats) - 1) / (beats[-1] - beats[0])
    return score.Score(os.path.basename(path), kept, beats, [], seconds, "", bpm)
