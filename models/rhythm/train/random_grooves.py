# SPDX-License-Identifier: GPL-3.0-or-later
"""Grooves that chance makes within the habits of a kind of music: for meters, tempi and textures of which mma's library has
few, above all slow music with many notes, fast music with few, compound time, off-beats and music without drums."""
import math

import score

KICK, RIM, SNARE, CLAP, CLOSED, OPEN, RIDE, CRASH = 36, 37, 38, 39, 42, 46, 51, 49
TAMBOURINE, COWBELL, HIGH_CONGA, OPEN_CONGA, LOW_CONGA, MARACAS, CLAVES, SHAKER = 54, 56, 62, 63, 64, 70, 75, 82
BASSES = [32, 33, 33, 34, 35, 36, 38, 39, 43, 0]
KEYS = [0, 0, 1, 4, 5, 6, 7, 16, 18, 21]
GUITARS = [24, 25, 25, 26, 27, 28, 29, 30]
PADS = [48, 49, 50, 52, 88, 89, 91, 61, 90]
PLUCKS = [0, 11, 24, 25, 45, 46, 6, 80, 81, 87]


class Groove:
    """Hits of one bar or two, in beats: drums (place, note, velocity); tuned (place, what, length, velocity), where what is
    an interval above the bass root, "chord", or the number of a chord's tone in an arpeggio."""

    def __init__(self, rng, beats, division):
        self.rng, self.beats, self.division = rng, beats, division
        self.bars = rng.choice([1, 1, 2])
        self.drums, self.bass, self.parts = [], [], []

    @property
    def span(self):
        return self.beats * self.bars

    def places(self, step, offset=0.0):
        """Every `step` beats from `offset` on."""
        return [offset + i * step for i in range(math.ceil((self.span - offset) / step - 1e-9))]

    def grid(self):
        return self.places(1.0 / self.division)

    def hit(self, note, places, low=70, high=110, chance=1.0):
        for place in places:
            if self.rng.random() < chance:
                self.drums.append((place % self.span, note, self.rng.randint(low, high)))

    def on(self, *beats):
        """These beats (from 1) of every bar."""
        return [bar * self.beats + beat - 1 for bar in range(self.bars) for beat in beats]

    def pulse(self, notes, division, swing=0.0):
        """Hats, ride or the like in even steps, the ones between the beats softer, some missing or moved by the swing."""
        note, soft = self.rng.choice(notes), self.rng.randint(0, 35)
        missing = self.rng.choice([0.0, 0.0, 0.1, 0.25])
        for place in self.places(1.0 / division):
            beat = abs(place - round(place)) < 1e-6
            late = swing if not beat and division == 2 else 0.0
            if self.rng.random() >= missing:
                self.hit(note, [place + late], 60 if beat else max(20, 60 - soft), 95 if beat else 95 - soft)

    def add_bass(self, places, tones=(0, 0, 0, 7, 12), length=0.8, anchor=0.9):
        """Bass notes on some places; on the first of a bar mostly the root."""
        places = sorted(set(round(place % self.span, 4) for place in places))
        for index, place in enumerate(places):
            first = abs(place % self.beats) < 1e-6
            if first and self.rng.random() > anchor:
                continue
            gap = (places[index + 1] if index + 1 < len(places) else self.span) - place
            tone = 0 if first else self.rng.choice(tones)
            self.bass.append((place, tone, max(0.1, gap * length), self.rng.randint(80, 112)))

    def add_chords(self, places, programs, length=None, loud=(55, 95)):
        length = length or self.rng.choice([0.2, 0.3, 0.5, 0.9])
        hits = [(place % self.span, "chord", length, self.rng.randint(*loud)) for place in places]
        self.parts.append((self.rng.choice(programs), self.rng.choice([48, 55, 60]), hits))

    def add_pad(self):
        self.add_chords(self.on(1), PADS, self.beats * 0.98, (45, 75))

    def add_arpeggio(self, division, loud=(55, 92)):
        """A figure that repeats each bar or half bar; the beat is louder, or not."""
        period = self.rng.choice([1, 2, self.beats]) * division
        period = period if (self.beats * division) % period == 0 else self.beats * division
        shape = self.rng.choice([[0, 1, 2, 3], [0, 2, 1, 2], [0, 1, 2, 1], [0, 2, 4, 2], [0, 2, 3, 4, 3, 2]])
        if self.rng.random() < 0.3:
            shape = [self.rng.randrange(5) for _ in range(period)]
        rest = self.rng.choice([0.0, 0.0, 0.15])
        hits = []
        for index, place in enumerate(self.places(1.0 / division)):
            if self.rng.random() >= rest or index % period == 0:
                hits.append((place, shape[index % period % len(shape)], 1.1 / division, self.rng.randint(*loud)))
        self.parts.append((self.rng.choice(PLUCKS), self.rng.choice([48, 55, 60]), hits))

    def maybe(self, chance, function, *arguments, **named):
        if self.rng.random() < chance:
            function(*arguments, **named)


def backbeat(groove, division):
    """Kick on 1 and here and there, snare on 2 and 4, hats in `division`."""
    rng = groove.rng
    groove.hit(KICK, groove.on(1), 95, 120, 0.96)
    groove.hit(KICK, groove.on(3), 85, 115, rng.choice([0.3, 0.7, 1.0]))
    groove.hit(KICK, [p for p in groove.grid() if p % 2 not in (0, 1)], 70, 105, rng.choice([0.05, 0.15, 0.3]))
    back = rng.choice([SNARE, SNARE, 40, CLAP, RIM])
    groove.hit(back, groove.on(2, 4), 90, 120)
    if division == 4:
        groove.hit(SNARE, [p for p in groove.grid() if p % 1], 20, 50, rng.choice([0.0, 0.0, 0.1]))
    groove.maybe(0.93, groove.pulse, [CLOSED, CLOSED, CLOSED, RIDE, TAMBOURINE, SHAKER], division)


def rock(rng):
    groove = Groove(rng, 4, 2)
    backbeat(groove, 2)
    if rng.random() < 0.5:
        groove.add_bass(groove.places(0.5), (0, 0, 0, 0, 7), rng.choice([0.5, 0.9]))
    else:
        groove.add_bass(groove.on(1) + [p for p in groove.grid() if rng.random() < 0.4])
    offbeat = rng.random() < 0.35
    chosen = [p for p in groove.grid() if rng.random() < (0.85 if bool(p % 1) == offbeat else 0.25)]
    groove.maybe(0.85, groove.add_chords, chosen, GUITARS + KEYS)
    groove.maybe(0.3, groove.add_pad)
    groove.maybe(0.25, groove.add_arpeggio, 2)
    return groove, "4/4", (76, 185)


def driving(rng):
    """Fast, with hats in quarters and little between the beats."""
    groove = Groove(rng, 4, 2)
    backbeat(groove, 1)
    groove.add_bass(groove.places(rng.choice([0.5, 1, 1, 2])), (0, 0, 7))
    groove.maybe(0.7, groove.add_chords, groove.places(rng.choice([0.5, 1, 1])), GUITARS)
    return groove, "4/4", (125, 212)


def slow_sixteenths(rng):
    """Slow ballads, soul and rap: the beat is slow although hats, arpeggio or bass go in eighths or sixteenths."""
    groove = Groove(rng, 4, 4)
    backbeat(groove, rng.choice([2, 2, 4]))
    groove.add_bass(groove.on(1) + [p for p in groove.grid() if rng.random() < rng.choice([0.08, 0.2, 0.3])])
    groove.maybe(0.5, groove.add_chords, [p for p in groove.grid() if rng.random() < 0.3], KEYS + GUITARS)
    groove.maybe(0.5, groove.add_arpeggio, rng.choice([2, 4]))
    groove.maybe(0.5, groove.add_pad)
    return groove, "4/4", (52, 104)


def funk(rng):
    groove = Groove(rng, 4, 4)
    backbeat(groove, rng.choice([2, 4, 4]))
    groove.add_bass(groove.on(1) + [p for p in groove.grid() if rng.random() < 0.35], (0, 0, 12, 7, 10), 0.5)
    groove.add_chords([p for p in groove.grid() if rng.random() < 0.4], [7, 27, 28, 4, 16], 0.15)
    groove.maybe(0.4, groove.add_chords, [p for p in groove.grid() if rng.random() < 0.1], [61, 62, 56], 0.3)
    return groove, "4/4", (84, 126)


def four_on_the_floor(rng):
    groove = Groove(rng, 4, rng.choice([2, 4, 4]))
    groove.hit(KICK, groove.places(1), 100, 122)
    groove.maybe(0.55, groove.hit, rng.choice([CLAP, SNARE, 40]), groove.on(2, 4), 85, 112)
    groove.maybe(0.65, groove.hit, OPEN, groove.places(1, 0.5), 60, 100)
    groove.maybe(0.6, groove.pulse, [CLOSED, SHAKER, MARACAS], groove.division)
    kind = rng.random()
    if kind < 0.35:
        groove.add_bass(groove.places(1, 0.5), (0, 0, 12), 0.6)
    elif kind < 0.6:
        groove.add_bass([p for p in groove.grid() if p % 1], (0, 0, 12), 0.5)
    else:
        groove.add_bass([p for p in groove.grid() if rng.random() < 0.5], (0, 0, 12, 7), 0.6)
    groove.maybe(0.6, groove.add_chords, [p for p in groove.grid() if rng.random() < 0.35], [81, 80, 90, 62, 0, 4], 0.25)
    groove.maybe(0.5, groove.add_arpeggio, rng.choice([2, 4]))
    groove.maybe(0.5, groove.add_pad)
    return groove, "4/4", (110, 160)


def two_beat(rng):
    """Bass on 1 and 3, chords or snare on 2 and 4: polka, country, march, foxtrot, ragtime."""
    groove = Groove(rng, 4, 2)
    groove.bass = [(place, 0 if place % 4 == 0 else rng.choice([7, 7, -5, 0]), 0.9, 100) for place in groove.on(1, 3)]
    groove.maybe(0.9, groove.add_chords, groove.on(2, 4), GUITARS[:4] + KEYS + [21, 22, 105], rng.choice([0.25, 0.5]))
    groove.maybe(0.55, groove.hit, rng.choice([SNARE, CLOSED, RIM, 44, CLAP]), groove.on(2, 4), 60, 100)
    groove.maybe(0.4, groove.hit, KICK, groove.on(1, 3), 80, 110)
    groove.maybe(0.35, groove.pulse, [SNARE, CLOSED, RIDE], rng.choice([1, 2]), rng.choice([0.0, 1 / 6]))
    groove.maybe(0.25, groove.add_arpeggio, 2)
    return groove, "4/4", (98, 212)


def swing(rng):
    groove = Groove(rng, 4, 3)
    ride = groove.on(1, 2, 2 + 2 / 3, 3, 4, 4 + 2 / 3)
    groove.maybe(0.85, groove.hit, rng.choice([RIDE, RIDE, CLOSED, 59]), ride, 60, 95)
    groove.maybe(0.7, groove.hit, rng.choice([44, CLOSED, RIM, SNARE]), groove.on(2, 4), 50, 90)
    groove.maybe(0.3, groove.hit, KICK, groove.places(1), 40, 80)
    groove.maybe(0.4, groove.hit, SNARE, [p for p in groove.grid() if p % 1 > 0.5], 30, 80, 0.15)
    if rng.random() < 0.7:
        groove.add_bass(groove.places(1), (0, 2, 4, 5, 7, 9, 10, 12), 0.95, 1.0)
    else:
        groove.add_bass(groove.on(1, 3), (7, 0), 0.9)
    late = [p for p in groove.grid() if abs(p % 1 - 1 / 3) > 0.01]
    groove.maybe(0.7, groove.add_chords, [p for p in late if rng.random() < 0.22], KEYS[:6] + [26, 16])
    groove.maybe(0.2, groove.add_chords, groove.places(1), [24, 26], 0.4)
    groove.maybe(0.3, groove.add_chords, [p for p in late if rng.random() < 0.12], [61, 65, 66, 56], 0.3)
    return groove, "4/4", (74, 205)


def shuffle(rng):
    groove = Groove(rng, 4, 3)
    groove.maybe(0.85, groove.hit, rng.choice([CLOSED, RIDE]), groove.places(1) + groove.places(1, 2 / 3), 60, 95)
    groove.hit(KICK, groove.on(1, 3), 90, 115, 0.95)
    groove.maybe(0.4, groove.hit, KICK, groove.places(1, 2 / 3), 70, 95, 0.3)
    groove.hit(rng.choice([SNARE, CLAP]), groove.on(2, 4), 85, 115)
    groove.add_bass(rng.choice([groove.places(1), groove.places(1) + groove.places(1, 2 / 3)]), (0, 4, 7, 9, 10))
    groove.maybe(0.7, groove.add_chords, groove.places(1) + groove.places(1, 2 / 3), GUITARS, 0.25)
    groove.maybe(0.4, groove.add_chords, groove.on(2, 4), KEYS, 0.3)
    return groove, "4/4", (84, 176)


def slow_triplets(rng):
    """Twelve-eight feel in four: doo-wop, slow blues, gospel."""
    groove = Groove(rng, 4, 3)
    groove.maybe(0.75, groove.pulse, [CLOSED, RIDE, SHAKER], 3)
    groove.maybe(0.85, groove.hit, KICK, groove.on(1, 3), 90, 112)
    groove.maybe(0.3, groove.hit, KICK, groove.places(1, 2 / 3), 60, 95, 0.3)
    groove.maybe(0.9, groove.hit, rng.choice([SNARE, RIM]), groove.on(2, 4), 80, 112)
    groove.add_bass(groove.on(1, 3) + [p for p in groove.grid() if rng.random() < 0.15], (0, 7, 4, 9))
    groove.maybe(0.7, groove.add_chords, groove.places(1 / 3), KEYS, 0.3, (45, 85))
    groove.maybe(0.4, groove.add_arpeggio, 3)
    groove.maybe(0.4, groove.add_pad)
    return groove, "4/4", (48, 98)


def without_drums(rng):
    """Arpeggios, broken basses or plain chords in four."""
    division = rng.choice([2, 2, 4, 3])
    groove = Groove(rng, 4, division)
    kind = rng.random()
    if kind < 0.55:
        groove.add_arpeggio(division)
        groove.maybe(0.6, groove.add_bass, groove.on(1, 3), (0, 7, -5))
        groove.maybe(0.5, groove.add_pad)
        tempi = (54, 112) if division > 2 else (58, 140)
    elif kind < 0.8:
        groove.add_chords(groove.places(1), KEYS + PADS + [19, 20, 40, 73], rng.choice([0.5, 0.95]))
        groove.add_bass(rng.choice([groove.places(1), groove.on(1, 3), groove.on(1)]), (0, 7, 4))
        tempi = (60, 150)
    else:
        groove.add_chords(groove.on(*rng.choice([(1, 3), (1, 2.5, 4), (1, 4), (1, 2, 3)])), PADS + KEYS, 0.95)
        groove.add_bass(groove.on(1, 3), (0, 7))
        groove.maybe(0.5, groove.add_arpeggio, 2)
        tempi = (64, 150)
    return groove, "4/4", tempi


def latin(rng):
    """Clave, congas and a bass that leaves the beat out."""
    groove = Groove(rng, 4, 2)
    groove.bars = 2
    three, two = (1, 2.5, 4), (2, 3)
    first, second = (three, two) if rng.random() < 0.5 else (two, three)
    clave = [beat - 1 for beat in first] + [4 + beat - 1 for beat in second]
    groove.maybe(0.7, groove.hit, rng.choice([CLAVES, RIM, 76]), clave, 75, 110)
    groove.maybe(0.7, groove.hit, HIGH_CONGA, groove.on(2, 3.5), 60, 95)
    groove.maybe(0.8, groove.hit, OPEN_CONGA, groove.on(4, 4.5), 80, 112)
    groove.maybe(0.6, groove.pulse, [MARACAS, 69, SHAKER, RIDE], 2)
    groove.maybe(0.5, groove.hit, COWBELL, groove.places(1), 60, 95)
    groove.maybe(0.3, groove.hit, KICK, groove.on(1, 2.5, 3, 4.5), 60, 95)
    groove.add_bass(rng.choice([groove.on(2.5, 4), groove.on(1, 2.5, 4), groove.on(1, 2.5, 3, 4.5), groove.on(1, 3, 4)]),
                    (0, 7, 7, 12), 0.8, 0.8)
    montuno = [0, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6, 7, 7.5] if rng.random() < 0.5 else groove.grid()
    hits = [p for p in montuno if rng.random() < 0.8]
    groove.maybe(0.8, groove.add_chords, hits, [0, 0, 24, 25, 4], 0.3)
    groove.maybe(0.25, groove.add_chords, [p for p in groove.grid() if rng.random() < 0.12], [61, 56], 0.3)
    return groove, "4/4", (96, 212)


def bossa(rng):
    groove = Groove(rng, 4, 2)
    groove.bars = 2
    groove.maybe(0.8, groove.pulse, [CLOSED, SHAKER, RIDE], 2)
    groove.maybe(0.8, groove.hit, RIM, [0, 1.5, 3, 5, 6.5] if rng.random() < 0.6 else [1, 2.5, 4, 5.5, 7], 60, 95)
    groove.maybe(0.7, groove.hit, KICK, groove.on(1, 2.5, 3, 4.5), 60, 95)
    groove.add_bass(rng.choice([groove.on(1, 2.5, 3, 4.5), groove.on(1, 3), groove.on(1, 3, 4.5)]), (0, 7, 7))
    groove.add_chords([p for p in groove.grid() if rng.random() < 0.4], [24, 24, 26, 0, 4], 0.4)
    groove.maybe(0.3, groove.add_pad)
    return groove, "4/4", (96, 176)


def offbeat_chords(rng):
    """Reggae and ska."""
    groove = Groove(rng, 4, 2)
    fast = rng.random() < 0.45
    groove.add_chords(groove.places(1, 0.5), GUITARS[2:5] + [16, 0], 0.2)
    kind = rng.random()
    if kind < 0.4 and not fast:
        groove.hit(KICK, groove.on(3), 95, 115)
        groove.hit(rng.choice([SNARE, RIM]), groove.on(3), 80, 110)
    elif kind < 0.7:
        groove.hit(KICK, groove.places(1), 85, 110)
        groove.maybe(0.6, groove.hit, rng.choice([SNARE, RIM]), groove.on(3) if not fast else groove.on(2, 4), 80, 110)
    else:
        backbeat(groove, 2)
    groove.maybe(0.7, groove.pulse, [CLOSED], 2)
    places = groove.places(1) if fast else [p for p in groove.grid() if rng.random() < 0.45]
    groove.add_bass(places, (0, 4, 7, 7), 0.8, 0.75)
    groove.maybe(0.4, groove.add_chords, [p for p in groove.grid() if rng.random() < 0.2], [16, 61, 18], 0.3)
    return groove, "4/4", (110, 170) if fast else (62, 98)


def metal(rng):
    groove = Groove(rng, 4, 4)
    groove.hit(SNARE, groove.on(2, 4), 100, 122)
    groove.hit(KICK, groove.on(1), 100, 120)
    groove.hit(KICK, groove.grid(), 80, 110, rng.choice([0.2, 0.4, 0.9]))
    groove.maybe(0.9, groove.pulse, [CRASH, RIDE, OPEN, CLOSED], rng.choice([1, 1, 2]))
    cell = rng.choice([[0, 0.5, 0.75], [0, 0.25, 0.5], [0, 0.5], [0, 0.25, 0.5, 0.75]])
    places = [beat + p for beat in groove.places(1) for p in cell if rng.random() < 0.93]
    groove.add_bass(places, (0, 0, 0, 0, 1, 3), 0.6)
    groove.add_chords(places, [29, 30], 0.2)
    return groove, "4/4", (112, 205)


def half_time(rng):
    groove = Groove(rng, 4, 2)
    groove.hit(KICK, groove.on(1), 95, 120)
    groove.hit(KICK, groove.grid(), 80, 105, 0.15)
    groove.hit(SNARE, groove.on(3), 100, 120)
    groove.pulse([CLOSED, CRASH, RIDE, OPEN], rng.choice([1, 2, 2]))
    groove.add_bass(groove.places(0.5), (0, 0, 0, 7))
    groove.add_chords(groove.places(rng.choice([0.5, 1, 4])), GUITARS)
    return groove, "4/4", (118, 165)


def tango_and_march(rng):
    groove = Groove(rng, 4, 2)
    accents = rng.choice([groove.on(1, 2, 3, 4), groove.on(1, 2, 3, 4, 4.5), groove.on(1, 2.5, 3, 4),
                          groove.on(1, 1.5, 2, 3, 4)])
    groove.add_chords(accents, [0, 21, 23, 40, 48, 56, 61], 0.35)
    groove.add_bass(rng.choice([groove.on(1, 3), groove.on(1, 2.5, 3, 4), groove.places(1)]), (0, 7, 7))
    groove.maybe(0.6, groove.hit, SNARE, accents, 60, 105)
    groove.maybe(0.4, groove.hit, KICK, groove.on(1, 3), 70, 105)
    return groove, "4/4", (86, 150)


def waltz(rng):
    """Three in a bar, bass on one."""
    groove = Groove(rng, 3, rng.choice([2, 2, 3]))
    groove.add_bass(rng.choice([groove.on(1), groove.on(1), groove.on(1, 3), groove.places(1)]), (0, 7, 4), 0.9, 0.97)
    groove.maybe(0.9, groove.add_chords, rng.choice([groove.on(2, 3), groove.on(2, 3), groove.on(2), groove.places(1)]),
                 KEYS + GUITARS[:5] + [21, 48], rng.choice([0.3, 0.6, 0.9]))
    groove.maybe(0.45, groove.hit, KICK, groove.on(1), 80, 112)
    groove.maybe(0.45, groove.hit, rng.choice([SNARE, CLOSED, 44, RIM]), groove.on(2, 3), 55, 100)
    groove.maybe(0.3, groove.pulse, [RIDE, CLOSED], rng.choice([1, 2]), rng.choice([0.0, 1 / 6]))
    groove.maybe(0.3, groove.add_arpeggio, 2)
    groove.maybe(0.4, groove.add_pad)
    return groove, "3/4", (84, 208)


def slow_three(rng):
    """Ballads and minuets in three with moving eighths or sixteenths."""
    groove = Groove(rng, 3, rng.choice([2, 2, 4]))
    groove.maybe(0.8, groove.add_arpeggio, groove.division)
    groove.add_bass(rng.choice([groove.on(1), groove.places(1), groove.on(1, 3), groove.on(1, 2.5)]), (0, 7, 4))
    if rng.random() < 0.5:
        groove.hit(KICK, groove.on(1), 85, 112)
        groove.hit(rng.choice([SNARE, RIM]), rng.choice([groove.on(3), groove.on(2), groove.on(2, 3)]), 75, 110)
        groove.pulse([CLOSED, RIDE], 2)
    groove.maybe(0.4, groove.add_chords, groove.places(1), KEYS, 0.8)
    groove.maybe(0.4, groove.add_pad)
    return groove, "3/4", (60, 132)


def compound_ballad(rng):
    """Six eighths, two beats: slow."""
    groove = Groove(rng, 2, 3)
    groove.bars = 2
    if rng.random() < 0.65:
        groove.maybe(0.85, groove.pulse, [CLOSED, RIDE, SHAKER], 3)
        groove.hit(KICK, groove.on(1), 88, 115)
        groove.hit(KICK, [p for p in groove.grid() if p % 1 > 0.3], 60, 95, rng.choice([0.05, 0.2]))
        groove.hit(rng.choice([SNARE, SNARE, RIM, CLAP]), groove.on(2), 80, 115)
    groove.maybe(0.8, groove.add_arpeggio, 3)
    more = rng.choice([[], groove.on(2), [p for p in groove.grid() if rng.random() < 0.2]])
    groove.add_bass(groove.on(1) + more, (0, 7, 4))
    groove.maybe(0.4, groove.add_chords, rng.choice([groove.places(1 / 3), groove.places(1)]), KEYS + GUITARS, 0.3)
    groove.maybe(0.5, groove.add_pad)
    return groove, "6/8", (44, 88)


def jig(rng):
    """Six eighths, fast: jigs, tarantellas, marches, barcaroles."""
    groove = Groove(rng, 2, 3)
    groove.bars = 2
    groove.add_bass(rng.choice([groove.places(1), groove.on(1)]), (0, 7), 0.6)
    after = rng.choice([groove.places(1, 2 / 3), groove.places(1, 1 / 3) + groove.places(1, 2 / 3), groove.places(1 / 3)])
    groove.maybe(0.85, groove.add_chords, after, GUITARS[:4] + KEYS + [21, 48], 0.25)
    groove.maybe(0.5, groove.add_arpeggio, 3)
    skip = groove.places(1) + groove.places(1, 2 / 3)
    groove.maybe(0.4, groove.hit, rng.choice([TAMBOURINE, SNARE, CLOSED]), skip, 60, 100)
    groove.maybe(0.4, groove.hit, KICK, groove.places(1), 75, 108)
    return groove, "6/8", (62, 138)


KINDS = [(rock, 5), (driving, 2), (slow_sixteenths, 5), (funk, 3), (four_on_the_floor, 3), (two_beat, 4), (swing, 3),
         (shuffle, 2), (slow_triplets, 3), (without_drums, 4), (latin, 4), (bossa, 2), (offbeat_chords, 3), (metal, 2),
         (half_time, 1), (tango_and_march, 2), (waltz, 4), (slow_three, 3), (compound_ballad, 5), (jig, 3)]
RARE_KINDS = [(compound_ballad, 5), (jig, 4), (waltz, 4), (slow_three, 3), (slow_triplets, 3), (half_time, 3), (funk, 2),
              (offbeat_chords, 2), (two_beat, 2), (latin, 1), (swing, 1)]


def _drum_events(groove, bar, beat, fill):
    """One bar of drums; a fill takes the last beat."""
    start = bar % groove.bars * groove.beats
    for place, note, velocity in groove.drums:
        if start <= place < start + groove.beats and not (fill and place - start >= groove.beats - 1):
            time = (bar * groove.beats + place - start) * beat
            yield time, "on", 9, note, velocity
            yield time + 0.1, "off", 9, note, 0
    if fill:
        for step in range(groove.division):
            time = ((bar + 1) * groove.beats - 1 + step / groove.division) * beat
            yield time, "on", 9, groove.rng.choice([SNARE, 45, 47, 48, 50]), groove.rng.randint(70, 115)


def _tuned_events(hits, groove, bar, beat, channel, pitches_of):
    start = bar % groove.bars * groove.beats
    for place, what, length, velocity in hits:
        if start <= place < start + groove.beats:
            at = bar * groove.beats + place - start
            for pitch in pitches_of(at, what):
                yield at * beat, "on", channel, pitch, velocity
                yield (at + length) * beat - 0.004, "off", channel, pitch, 0


def play(rng, seconds, kinds):
    """A Score of a random groove over random chords, verse and chorus with and without some of its parts."""
    kind = rng.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])[0]
    groove, meter, tempi = kind(rng)
    bpm = math.exp(rng.uniform(math.log(tempi[0]), math.log(tempi[1])))
    beat = 60.0 / bpm
    bars = max(4, round(seconds * bpm / 60.0 / groove.beats))
    chords, scale = score.progression(rng)
    # harmony moves by the bar, in short bars also by two, seldom by the half
    step = groove.beats * rng.choice([1, 1, 1, 1, 2, 0.5] if groove.beats == 4 else [1, 1, 1, 2, 2])
    early = rng.choice([0.0] * 5 + [1.0 / groove.division])          # some music changes chords before the bar line
    swell = rng.random() < 0.5
    events = [(0.0, "program", 1, rng.choice(BASSES), 0)]
    events += [(0.0, "program", 2 + index, program, 0) for index, (program, _, _) in enumerate(groove.parts[:5])]
    bass_octave = rng.choice([28, 33, 36])

    def chord_at(place):
        return chords[int((place + early + 1e-6) // step) % len(chords)]

    def bass_pitch(place, interval):
        root, _ = chord_at(place)
        return [bass_octave + (root - bass_octave) % 12 + interval]

    def chord_pitches(base):
        def pitches(place, what):
            root, quality = chord_at(place)
            tones = sorted(base + (root + tone - base) % 12 for tone in score.TONES[quality])
            if what == "chord":
                return tones
            return [tones[what % len(tones)] + 12 * (what // len(tones))]
        return pitches

    silent = set()
    for bar in range(bars):
        if bar % 8 == 0:
            silent = {part for part in range(len(groove.parts) + 2) if swell and rng.random() < 0.2}
        if 0 not in silent:
            events += _drum_events(groove, bar, beat, bool(groove.drums) and bar % 8 == 7 and rng.random() < 0.5)
            if groove.drums and bar % 8 == 0 and rng.random() < 0.4:
                events.append((bar * groove.beats * beat, "on", 9, CRASH, 100))
        if 1 not in silent:
            events += _tuned_events(groove.bass, groove, bar, beat, 1, bass_pitch)
        for index, (_, base, hits) in enumerate(groove.parts[:5]):
            if index + 2 not in silent:
                events += _tuned_events(hits, groove, bar, beat, 2 + index, chord_pitches(base))
    end = bars * groove.beats * beat
    if rng.random() < 0.4:
        events += score.melody(rng, scale, end, beat * (2 / 3 if meter == "6/8" else 1), 8)
    return score.Score("random:" + kind.__name__, events, [i * beat for i in range(bars * groove.beats)],
                       [i * beat * groove.beats for i in range(bars)], end, meter, bpm)
