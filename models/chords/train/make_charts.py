#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the music that the chord weights were fitted on: chord charts in the grooves of mma, as WAV with exact chords.

Usage: make_charts.py FOLDER, which gets two sets, `a` (seed 11) and `b` (seed 12). Needs the Debian packages mma 21.09,
fluidsynth 2.3.1, musescore-general-soundfont-small and fluid-soundfont-gm.
"""
import json
import random
import re
import subprocess
import sys
from pathlib import Path

LIBRARY = Path("/usr/share/mma/lib")
SOUNDFONTS = ["/usr/share/sounds/sf3/MuseScore_General_Lite.sf3", "/usr/share/sounds/sf2/FluidR3_GM.sf2"]
SETS = {
    # name: seed, aimed seconds, sample rate, the first chart's soundfont, style files
    "a": (11, 45, 44100, 0, {
        "stdlib": "50srock 8beat ballad basicrock bebop bigband bluegrass blues bossanova bvfunk bubblerock "
                  "chacha charleston countryblues countryswing dixie dsoul easyswing folk folkballad foxtrot "
                  "gypsyjazz guitarballad hymn jazzcombo jazzguitar jazzrock jazzwaltz lullaby mellowjazz mambo "
                  "merengue lfusion march evansish fastblues boggiewoggie calypso frenchwaltz afro-cuban",
        "casio": "dance1 discosoul funk1 fusion heavymetal hip-hop house digitalrock electricpop latinhouse "
                 "ambient1 8beatpop1 16beat1"}),
    "b": (12, 38, 22050, 1, {
        "stdlib": "50srock 8beat ballad basicrock bebop bigband bluegrass blues bossanova bvfunk bubblerock "
                  "chacha countryblues countryswing dixie dsoul easyswing folk folkballad foxtrot gypsyjazz "
                  "guitarballad hymn jazzcombo jazzguitar jazzrock jazzwaltz mellowjazz mambo merengue lfusion "
                  "march evansish fastblues boggiewoggie calypso frenchwaltz",
        "kara": "2beatp 8beatmotown fasttwist happyshuffle kbossa",
        "yamaha": "jazzGrtrio jazzbasie jazzbossa jazzbouncy jazzcountry jazzswing jazztrio jazzwaltz mambo",
        "casio": "16beat2 16beatballad1 16shuffle1 60spop 60srock 60ssoul 80spop 8beat1 8beatballad1 "
                 "8beatdance blues dancepop1 fastbigband foxtrot funk2 jazzcombo latinfusion mellowrb "
                 "middlebigband modernjazz modernrb dance1 discosoul funk1 fusion heavymetal hip-hop house "
                 "electricpop latinhouse ambient1 8beatpop1 16beat1"}),
}
LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
FLATS = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"]
SHARPS = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]
DEGREES = ["1", "b2", "2", "b3", "3", "4", "b5", "5", "b6", "6", "b7", "7"]
KINDS = {"": "maj", "m": "min", "7": "7", "M7": "maj7", "m7": "min7", "dim3": "dim", "dim7": "dim7", "m7b5": "hdim7",
         "aug": "aug", "sus4": "sus4", "6": "maj6", "m6": "min6"}
# eight bars (or repeated) in C major or A minor; two chords in a bar change on its third beat
PROGRESSIONS = {
    ("maj", "pop"): ["C|G|Am|F|C|G|F|C", "C|Am|F|G|Em|Am|F G|C", "F|G|Em|Am|F|G|C|C", "C|C/E|F|G|Am|G/B|C|F G",
                     "C|F|C|G|Am|F|Gsus4 G|C"],
    ("min", "pop"): ["Am|F|C|G|Am|F|G|Am", "Am|Dm|E|Am|F|Dm|E7|Am", "Am|G|F|E|Am|C|G|Am", "Am|Am/G|F|C/E|Dm|E|Am|Am",
                     "Am|C|Dm|F|Am|Em|F|G"],
    ("maj", "jazz"): ["CM7|Am7|Dm7|G7|Em7|A7|Dm7 G7|CM7", "Dm7|G7|CM7|CM7|Fm7|Bb7|CM7|A7",
                      "CM7|C#dim7|Dm7|D#dim7|Em7|Am7|Dm7 G7|C6", "CM7|Bm7b5 E7|Am7|Gm7 C7|FM7|Fm7 Bb7|Em7 A7|Dm7 G7",
                      "C6|A7|D7|D7|Dm7|G7|CM7|Gsus4"],
    ("min", "jazz"): ["Am7|Bm7b5 E7|Am7|A7|Dm7|G7|CM7|Bm7b5 E7", "Am6|Am6|Bm7b5|E7|Am7|Dm7|Bm7b5 E7|Am6",
                      "Am7|D7|Am7|D7|FM7|E7|Am7|Am7"],
    ("maj", "blues"): ["C7|F7|C7|C7|F7|F7|C7|C7", "G7|F7|C7|G7|C7|F7|C7|G7"],
    ("min", "blues"): ["Am7|Am7|Dm7|Am7|F7|E7|Am7|E7"],
    ("maj", "class"): ["C|G/B|Am|C/G|F|C/E|Dm|G7", "C|F/C|C|G7/B|C|Dm/F|C/G G7|C", "C|D7/F#|G|Bdim3|C|A7/C#|Dm|G7",
                       "C|Caug|F|Fm|C/G|G7|Am|G", "C|Em/B|Am|Em/G|F|C/E|Dm/F|G"],
    ("min", "class"): ["Am|E7/G#|Am|Dm/F|E|Am/C|Bdim3|E7", "Am|Dm|Bm7b5|E7|Am/C|Dm|E7|Am",
                       "Am|G#dim7|Am|A7/C#|Dm|F/C|E7/B|E7"],
}


def chord(text, transposition):
    """What mma is told and the label of a chord, from its name in C."""
    root, kind, bass = re.fullmatch(r"([A-G][#b]?)([^/]*)(?:/([A-G][#b]?))?", text).groups()

    def pitch_class(note):
        return (LETTERS[note[0]] + (note[1:] == "#") - (note[1:] == "b") + transposition) % 12
    at, low = pitch_class(root), pitch_class(bass or root)
    inversion = (low - at) % 12
    return (FLATS[at] + kind + ("/" + FLATS[low] if inversion else ""),
            SHARPS[at] + ":" + KINDS[kind] + ("/" + DEGREES[inversion] if inversion else ""))


def family(name, rng):
    """The kind of progressions that suits a style file; every fifth gets another one."""
    low = name.lower()
    if re.search("jazz|bebop|bossa|bigband|evans|fusion|foxtrot|swing|mellow|charleston|dixie", low):
        chosen = "jazz"
    elif re.search("blues|boggie|funk|dsoul", low):
        chosen = "blues"
    elif re.search("hymn|march|lullaby|frenchwaltz|folkballad|guitarballad", low):
        chosen = "class"
    else:
        chosen = rng.choice(["pop", "pop", "class", "jazz"])
    return rng.choice(["pop", "jazz", "class", "blues"]) if rng.random() < 0.2 else chosen


def compose(file, name, rng, aimed):
    """mma's text and the truth of one chart."""
    text = file.read_text(errors="replace")
    grooves = re.findall(r"^\s*DefGroove\s+(\S+)", text, re.M | re.I)
    groove = next((g for g in grooves if not re.search("intro|end|fill", g, re.I)), grooves[0])
    style = family(name, rng)
    mode = rng.choice(["maj", "maj", "maj", "min", "min"])
    transposition = rng.randrange(12)
    stated = re.search(r"^\s*Tempo\s+(\d+)", text, re.M | re.I)
    tempo = int(stated.group(1)) if stated else rng.randint(85, 140)
    tempo = max(70, min(180, int(tempo * rng.uniform(0.93, 1.07))))
    beats = 3 if "waltz" in name or name == "lullaby" else 4
    sections = max(2, min(5, round(aimed / (8 * beats * 60 / tempo))))
    first, second = rng.choice(PROGRESSIONS[mode, style]), rng.choice(PROGRESSIONS[mode, style])
    moves = rng.random() < 0.22 and sections >= 3
    up = rng.choice([2, 5, 7, 1, 3]) if moves else 0
    lines = [f"Tempo {tempo}", f"Time {beats}", f"Include {file}", f"Groove {groove}"]
    chords, at, bar, beat = [], 0.0, 1, 60 / tempo
    key = transposition
    for section in range(sections):
        key = (transposition + up) % 12 if moves and section >= (sections + 1) // 2 else transposition
        for written in (second if section % 3 == 2 else first).split("|"):
            named = [chord(name, key) for name in written.split()]
            lines.append(f"{bar} " + " / ".join(told for told, _ in named))
            edges = [0, 2, beats] if len(named) == 2 else [0, beats]
            chords += [[at + begin * beat, at + end * beat, label]
                       for (_, label), begin, end in zip(named, edges, edges[1:])]
            at, bar = at + beats * beat, bar + 1
    told, label = chord("C" if mode == "maj" else "Am", key)
    lines.append(f"{bar} {told}")
    chords.append([at, at + beats * beat, label])
    at += beats * beat
    return "\n".join(lines) + "\n", {"groove": name, "beats_per_bar": beats, "chords": chords, "end": at,
                                     "beats": [i * beat for i in range(round(at / beat))]}


def make_set(folder, seed, aimed, rate, soundfont, styles):
    folder.mkdir(parents=True, exist_ok=True)
    rng, number = random.Random(seed), 0
    for library, names in styles.items():
        for name in names.split():
            chart, truth = compose(LIBRARY / library / f"{name}.mma", name, rng, aimed)
            stem = folder / f"{number:02d}_{library}_{name}"
            stem.with_suffix(".mma").write_text(chart)
            made = subprocess.run(["mma", "-f", f"{stem}.mid", f"{stem}.mma"], capture_output=True, text=True, check=False)
            if made.returncode:
                print(f"{stem.name}: {made.stdout[-200:]}", file=sys.stderr)
                continue
            subprocess.run(["fluidsynth", "-q", "-ni", "-g", "0.6", "-r", str(rate), "-F", f"{stem}.wav",
                            SOUNDFONTS[(soundfont + number) % 2], f"{stem}.mid"], check=True, stdout=subprocess.DEVNULL)
            stem.with_suffix(".json").write_text(json.dumps(truth))
            number += 1


if __name__ == "__main__":
    for name, recipe in SETS.items():
        make_set(Path(sys.argv[1]) / name, *recipe)
