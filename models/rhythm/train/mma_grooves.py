# SPDX-License-Identifier: GPL-3.0-or-later
"""Chord charts played by the grooves of mma's library."""
import glob
import hashlib
import math
import os
import re
import subprocess
import sys
import tempfile

import mido

import score

LIBRARY = "/usr/share/mma/lib/"
# no music, five beats, a meter that the file itself leaves open, or riffs that take no notice of the chords
UNFIT = re.compile(r"metronome|/none|/count|/ending|/intro|jazz-54|afro-cuban|zoom/blues34|stdlib/ballad68|zoom/mide|"
                   r"alexis/hiphop")
FILL = re.compile(r"(intro|end|fill|f\d*$)", re.IGNORECASE)
TYPICAL = (("slow|ballad|lullab|hymn|bald", 74),
           ("fast|bebop|dnb|polka|bluegrass|jive|metal|punk|mtl|thr|2beat|dixie|mambo|quick", 158), ("waltz|34", 132),
           ("house|dance|trance|techno|disco|euro", 126), ("hip|rap|funk|r.?b|16beat|trip|soul", 94),
           ("jazz|swing|bop|shuffle", 136), ("march|beguine|chacha|bolero|rhumba", 112))


def files_of_charts(*sets):
    """Style files whose grooves the sets of charts of the accuracy test play."""
    sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "..", "tests", "accuracy"))
    import charts
    return {chart.groove.split(":")[0] for name in sets for chart in charts.SETS[name]}


def is_tested(path):
    """Whether the third or the fourth set of charts plays it: never trained on."""
    return os.path.relpath(path, LIBRARY)[:-4] in files_of_charts("third", "fourth")


def style_files(charted):
    """[(path, beats per bar as mma counts, compound?, [groove])], those that the first two sets of charts play or the
    others; rare meters come more than once."""
    old, found = files_of_charts("first", "second"), []
    for path in sorted(glob.glob(LIBRARY + "*/*.mma")):
        name = os.path.relpath(path, LIBRARY)[:-4]
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
        grooves = re.findall(r"^\s*DefGroove\s+(\S+)", text, re.IGNORECASE | re.MULTILINE)
        if (name in old) != charted or UNFIT.search("/" + name) or not grooves:
            continue
        time = re.search(r"^\s*Time\s+(\d+)", text, re.IGNORECASE | re.MULTILINE)
        slots = int(time.group(1)) if time else 4
        compound = slots == 6 or (slots == 2 and re.search(r"TimeSig\s+6\s+8", text, re.IGNORECASE) is not None)
        found += [(path, slots, compound, grooves)] * (4 if compound else 3 if slots == 3 else 1)
    return found


def is_held_out(path):
    """One style file in eight is for validation."""
    return hashlib.md5(os.path.relpath(path, LIBRARY).encode()).digest()[0] % 8 == 0


def _tempo(rng, name, compound):
    typical = next((bpm for words, bpm in TYPICAL if re.search(words, name.lower())), 112)
    if compound:
        typical = 76
    return min(max(math.exp(rng.gauss(math.log(typical), 0.23)), 48.0), 212.0)


def _chart(rng, style, seconds, bpm):
    """mma's text, the scale and the number of bars."""
    path, slots, compound, grooves = style
    chords, scale = score.progression(rng)
    beats = 2 if compound else slots
    slot_rate = bpm * (slots // beats)
    bars = max(4, round(seconds * bpm / 60.0 / beats))
    mains = [groove for groove in grooves if not FILL.search(groove)] or grooves
    fills = [groove for groove in grooves if re.search(r"fill|f\d*$", groove, re.IGNORECASE)]
    main, other = rng.choice(mains), rng.choice(mains)
    per_chord = rng.choice([1, 1, 1, 1, 1, 2, 0.5])
    # mma's own chance, from what chance made already
    lines, playing = [f"RndSeed {int(bpm * 1000) % 10000}", f"Tempo {slot_rate:.0f}", f"Include {path}"], ""
    for bar in range(bars):
        wanted = other if bar // 8 % 2 else main
        if bar % 8 == 7 and fills and rng.random() < 0.6:
            wanted = rng.choice(fills)
        if wanted != playing:
            lines.append("Groove " + wanted)
            playing = wanted
        names = ["/"] * slots
        starts = (0, slots // 2) if per_chord == 0.5 and slots % 2 == 0 else (0,)
        for index, slot in enumerate(starts):
            place = bar * len(starts) + index if per_chord == 0.5 else bar // int(per_chord)
            root, quality = chords[place % len(chords)]
            names[slot] = score.NOTES[root] + quality
        lines.append(f"{bar + 1} " + " ".join(names))
    return "\n".join(lines) + "\n", scale, bars, main


def _events(midi):
    """The file's events in seconds, and a quarter's length."""
    tempo = next((m.tempo for track in midi.tracks for m in track if m.type == "set_tempo"), 500000)
    tick = tempo * 1e-6 / midi.ticks_per_beat
    events = []
    for track in midi.tracks:
        now = 0
        for message in track:
            now += message.time
            time = now * tick
            if message.type == "note_on" and message.velocity:
                events.append((time, "on", message.channel, message.note, message.velocity))
            elif message.type in ("note_on", "note_off"):
                events.append((time, "off", message.channel, message.note, 0))
            elif message.type == "control_change":
                events.append((time, "control", message.channel, message.control, message.value))
            elif message.type == "program_change":
                events.append((time, "program", message.channel, message.program, 0))
            elif message.type == "pitchwheel":
                events.append((time, "bend", message.channel, message.pitch + 8192, 0))
    return events, tempo * 1e-6


def play(rng, style, seconds):
    """A Score, or None where mma cannot play the groove."""
    path, slots, compound, _ = style
    name = os.path.relpath(path, LIBRARY)
    bpm = _tempo(rng, name, compound)
    text, scale, bars, groove = _chart(rng, style, seconds, bpm)
    with tempfile.TemporaryDirectory() as folder:
        chart, out = os.path.join(folder, "chart.mma"), os.path.join(folder, "chart.mid")
        with open(chart, "w", encoding="utf-8") as file:
            file.write(text)
        done = subprocess.run(["/usr/bin/mma", "-w", "-f", out, chart], capture_output=True, check=False, timeout=60)
        if done.returncode or not os.path.exists(out):
            return None
        events, slot = _events(mido.MidiFile(out))
    if not any(event[1] == "on" for event in events):
        return None
    beats_per_bar = 2 if compound else slots
    beat = slot * slots / beats_per_bar
    end = bars * beats_per_bar * beat
    if rng.random() < 0.35:
        events += score.melody(rng, scale, end, beat * (2 / 3 if compound else 1), 8)
    meter = "6/8" if compound else f"{slots}/4"
    return score.Score(f"{name}:{groove}", events, [i * beat for i in range(bars * beats_per_bar)],
                       [i * beat * beats_per_bar for i in range(bars)], end, meter, 60.0 / beat)
