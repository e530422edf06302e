# SPDX-License-Identifier: GPL-3.0-or-later
"""The truth of every chart against the MIDI file that mma made of it. Exit status 77: mma is not installed."""
import os
import sys
import tempfile

try:
    import mido
except ImportError:
    print("skipped: Python's mido is not installed")
    sys.exit(77)
if not os.path.exists("/usr/bin/mma"):
    print("skipped: mma is not installed")
    sys.exit(77)

import charts
import render

PITCHES = {"maj": {0, 4, 7}, "min": {0, 3, 7}, "7": {0, 4, 7, 10}, "maj7": {0, 4, 7, 11}, "min7": {0, 3, 7, 10},
           "dim": {0, 3, 6}, "dim7": {0, 3, 6, 9}, "hdim7": {0, 3, 6, 10}, "aug": {0, 4, 8}, "sus4": {0, 5, 7},
           "maj6": {0, 4, 7, 9}, "min6": {0, 3, 7, 9}}
DRUMS = 9


def check(chart, folder):
    """What is wrong with a chart's truth, one sentence each."""
    wrong = []
    text, truth = charts.compose(chart)
    path = render.chart_midi(text, folder)
    midi = mido.MidiFile(path)
    tempo, notes = render.TempoMap(midi), render.notes_of(path)
    slots = chart.slots_per_beat * midi.ticks_per_beat
    for index, beat in enumerate(truth.beats):
        # mma writes whole microseconds a quarter, as the truth reckons; a millisecond over 100 bars is rounding
        if abs(tempo.seconds(index * slots) - beat) > 0.001:
            wrong.append(f"beat {index} is at {tempo.seconds(index * slots):.4f} s in the MIDI file, not at {beat:.4f} s")
            break
    if abs(len(truth.downbeats) * chart.beats_per_bar - len(truth.beats)) > 0:
        wrong.append("beats and bars do not agree")
    # most bars begin with a note: a count-in or a pick-up would move all of them; a groove may leave one bar of four open
    starts = [note[0] for note in notes]
    near = sum(any(abs(start - bar) < 0.03 for start in starts) for bar in truth.downbeats)
    if near < 0.75 * len(truth.downbeats):
        wrong.append(f"only {near} of {len(truth.downbeats)} bars begin with a note")
    if truth.chords[0][0] != 0.0 or any(a[1] != b[0] for a, b in zip(truth.chords, truth.chords[1:])):
        wrong.append("the chords leave gaps")
    # the pitched notes that begin under a chord are the chord's, but for passing notes of the bass and riffs
    belonging = total = 0
    for start, end, label in truth.chords:
        root, _, rest = label.partition(":")
        quality = rest.split("/")[0]
        classes = {(charts.NOTES.index(root) + step) % 12 for step in PITCHES[quality]}
        for note in notes:
            if start - 0.02 <= note[0] < end - 0.05 and note[3] != DRUMS:
                total += 1
                belonging += note[2] % 12 in classes
    if not total or belonging < 0.75 * total:
        wrong.append(f"only {belonging} of {total} pitched notes belong to the chord they begin under")
    if chart in charts.THIRD_CHARTS + charts.FOURTH_CHARTS and not _tonic_is_right(truth):
        wrong.append(f"its tonic has the other third more often than {truth.key}'s")
    return wrong, belonging / max(1, total)


def _tonic_is_right(truth):
    """Whether the chords on the tonic are major where the key is, and minor where it is."""
    tonic, mode = truth.key.split()
    seconds = {3: 0.0, 4: 0.0}
    for start, end, label in truth.chords:
        root, _, rest = label.partition(":")
        if root == tonic:
            for third in PITCHES[rest.split("/")[0]] & {3, 4}:
                seconds[third] += end - start
    return seconds[3 if mode == "minor" else 4] > seconds[4 if mode == "minor" else 3]


def main():
    failed, every = 0, [chart for table in charts.SETS.values() for chart in table]
    with tempfile.TemporaryDirectory() as folder:
        for chart in every:
            wrong, share = check(chart, folder)
            failed += bool(wrong)
            for sentence in wrong:
                print(f"{chart.name}: {sentence}")
            if "-v" in sys.argv:
                print(f"{chart.name}: {share:.2f} of the notes are chord tones")
    for name, table in charts.SETS.items():
        genres = {chart.genre for chart in table}
        print(f"{name}: {len(table)} charts, {len(genres)} genres")
        if len(table) < 40 or len(genres) < 12:
            print(f"{name}: too few")
            failed += 1
    print(f"{failed} wrong")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
