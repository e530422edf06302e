# SPDX-License-Identifier: GPL-3.0-or-later
"""Grooves written as grids (step_grooves.txt) as input for mma."""
import os

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "step_grooves.txt")
TICKS = 192                # of one of mma's beats
BASS = {"1": "1", "3": "3", "5": "5", "6": "6", "8": "1+"}
LOUDNESS, BASS_LOUDNESS = 13, 95


def _groove_lines(name):
    """A groove's meter, steps in a bar and the lines of its parts."""
    with open(PATH, encoding="utf-8") as file:
        blocks = file.read().split("\ngroove ")[1:]
    for block in blocks:
        head, *lines = block.strip().splitlines()
        own, meter, steps = head.split()
        if own == name:
            return meter, int(steps), [line for line in lines if line.strip()]
    raise ValueError(f"{PATH} has no groove {name}")


def _hits(bar, steps, slots, kind):
    """mma's Sequence of one bar: what begins where, and how long it sounds."""
    bar, hits = bar.replace(" ", ""), []
    if len(bar) != steps:
        raise ValueError(f"a bar of {len(bar)} steps, not {steps}: {bar}")
    for place, mark in enumerate(bar):
        if mark in ".,":
            continue
        end = next((i for i in range(place + 1, steps) if bar[i] != "."), steps)
        length = f"{max(1, round((end - place) * slots / steps * TICKS * 0.95))}t"
        start = f"{1 + place * slots / steps:.4f}"
        if kind == "drum":
            hits.append(f"{start} 0 {LOUDNESS * int(mark)}")
        elif kind == "bass":
            hits.append(f"{start} {length} {BASS[mark]} {BASS_LOUDNESS}")
        else:
            hits.append(f"{start} {length} {LOUDNESS * int(mark)}")
    return "{" + "; ".join(hits) + "}" if hits else "z"


def mma_text(name):
    """The definition of a groove, ending with DefGroove NAME. NAME-KIND is NAME without its parts of that kind."""
    own, _, left_out = name.partition("-")
    meter, steps, parts = _groove_lines(own)
    parts = [part for part in parts if part.split()[0] != left_out]
    slots = int(meter[0])
    size = max(line.count("|") + 1 for line in parts)
    text = ["SeqClear", f"Time {slots}", f"SeqSize {size}"]
    for number, line in enumerate(parts):
        kind, voice, *rest = line.split()
        octave = rest.pop(0) if kind != "drum" else None
        track = {"drum": "Drum", "bass": "Bass", "chord": "Chord", "arp": "Arpeggio"}[kind]
        text.append(f"Begin {track}-Step{number}")
        text.append(f"  Tone {voice}" if kind == "drum" else f"  Voice {voice}")
        text += [f"  Octave {octave}"] if octave else []
        text.append("  Sequence " + " ".join(_hits(bar, steps, slots, kind) for bar in "".join(rest).split("|")))
        text.append("End")
    return "\n".join([*text, f"DefGroove {name}", "SeqClear"])
