# SPDX-License-Identifier: GPL-3.0-or-later
"""A piece of music before it sounds: its notes, and where its beats and bar lines are."""
import dataclasses

METERS = ("2/4", "3/4", "4/4", "6/8")   # the classes of the network's meter head; 6/8 has two beats
NOTES = "C Db D Eb E F Gb G Ab A Bb B".split()
# degree of the scale as semitones, then the quality
MAJOR = [[(0, ""), (9, "m"), (5, ""), (7, "")], [(0, ""), (7, ""), (9, "m"), (5, "")], [(0, ""), (5, ""), (0, ""), (7, "")],
         [(2, "m7"), (7, "7"), (0, "M7"), (0, "M7")],
         [(0, ""), (0, ""), (5, ""), (5, ""), (0, ""), (0, ""), (7, ""), (7, "7")],
         [(0, "7"), (5, "7"), (0, "7"), (0, "7"), (5, "7"), (5, "7"), (0, "7"), (0, "7"),
          (7, "7"), (5, "7"), (0, "7"), (7, "7")],
         [(0, ""), (4, "m"), (5, ""), (7, "")], [(0, ""), (10, ""), (5, ""), (0, "")],
         [(0, "M7"), (9, "m7"), (2, "m7"), (7, "7")],
         [(0, "")], [(5, ""), (0, ""), (7, ""), (9, "m")], [(4, "m7"), (9, "7"), (2, "m7"), (7, "7")]]
MINOR = [[(0, "m"), (8, ""), (3, ""), (10, "")], [(0, "m"), (5, "m"), (7, "7"), (0, "m")],
         [(0, "m"), (10, ""), (8, ""), (7, "7")],
         [(2, "m7b5"), (7, "7"), (0, "m7"), (0, "m7")], [(0, "m7"), (5, "7")], [(0, "m"), (10, "")],
         [(0, "m"), (0, "m"), (5, "m"), (0, "m"), (7, "7"), (0, "m")], [(5, "m7"), (10, "7"), (3, "M7"), (8, "M7")]]
TONES = {"": (0, 4, 7), "m": (0, 3, 7), "7": (0, 4, 7, 10), "m7": (0, 3, 7, 10), "M7": (0, 4, 7, 11), "m7b5": (0, 3, 6, 10)}


@dataclasses.dataclass
class Score:
    """Times in seconds of a strict tempo; events as Synth.render() takes them."""
    name: str                 # source: a style file of mma and its groove, or a kind of random groove
    events: list
    beats: list
    downbeats: list
    end: float                # of the last bar
    meter: str
    bpm: float


def progression(rng):
    """Random chords, one per harmonic step: [(root, quality)], and the scale that they belong to."""
    minor = rng.random() < 0.4
    key = rng.randrange(12)
    chords = rng.choice(MINOR if minor else MAJOR)
    scale = (0, 2, 3, 5, 7, 8, 10) if minor else (0, 2, 4, 5, 7, 9, 11)
    return [((key + degree) % 12, quality) for degree, quality in chords], [(key + step) % 12 for step in scale]


def melody(rng, scale, end, unit, channel):
    """A random walk over the scale in multiples of `unit` seconds."""
    events = [(0.0, "program", channel, rng.choice([0, 11, 21, 25, 26, 40, 52, 56, 65, 66, 68, 71, 73, 75, 80, 81]), 0)]
    steps = sorted(octave * 12 + pitch for octave in range(5, 8) for pitch in scale)
    place, time = rng.randrange(4, len(steps) - 4), 0.0
    while time < end:
        length = unit * rng.choice([0.5, 0.5, 1, 1, 1, 1.5, 2, 3, 0.25])
        if rng.random() < 0.78:
            place = min(max(place + rng.choice([-3, -2, -1, -1, 0, 1, 1, 2, 3]), 0), len(steps) - 1)
            events.append((time, "on", channel, steps[place], rng.randrange(65, 120)))
            events.append((min(end, time + 0.92 * length), "off", channel, steps[place], 0))
        time += length
    return events
