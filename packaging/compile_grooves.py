#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiles the grooves that resources/styles/*.json name into resources/grooves.txt.

Needs Debian's package mma (Musical MIDI Accompaniment, GPL-2+) and Python's standard library. Each groove is played by mma
over seven kinds of chord on C, and what every rendering has in common becomes a pattern that knows no chord:

    groove FILE:NAME BEATS BARS                          beats in a bar, bars until all of it repeats
    drums BARS TICK:KEY:VELOCITY ...                     BARS: until this track repeats
    bass BARS PROGRAM TICK:DURATION:TONE:VELOCITY ...    one note at a time, low
    line BARS PROGRAM TICK:DURATION:TONE:VELOCITY ...    one note at a time, higher
    chords BARS PROGRAM CENTRE TICK:DURATION:NOTES:VELOCITY ...
    walk                                                 a walking bass, which is made and not stored

There are 192 ticks in a beat. TONE counts the steps of the chord's scale from the root next above C2 (7 to an octave); with a
"#" it counts semitones and with a "c" the tones of the triad, where a track runs over these. CENTRE is the middle of the voicing as a MIDI key. A track whose rhythm or notes depend on the chord
in another way is left out and named on standard error: the arranger has generators of its own for those.
"""
import glob, json, os, re, struct, subprocess, sys, tempfile

LIBRARY = '/usr/share/mma/lib'
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BARS = 8
TICKS = 192
# the scale that each chord stands for, one set of pitch classes per step: minor keeps both sixths and sevenths
SCALES = {'': ((0,), (2,), (4,), (5,), (7,), (9,), (11, 10)), 'm': ((0,), (2,), (3,), (5,), (7,), (8, 9), (10, 11)),
          '7': ((0,), (2,), (4,), (5,), (7,), (9,), (10,)), 'M7': ((0,), (2,), (4,), (5,), (7,), (9,), (11,)),
          'm7': ((0,), (2,), (3,), (5,), (7,), (8, 9), (10,)), '6': ((0,), (2,), (4,), (5,), (7,), (9,), (11, 10, 9)),
          'm6': ((0,), (2,), (3,), (5,), (7,), (9, 8), (10, 11, 9))}
C2 = 36


def read_midi(path):
    """Tracks of a MIDI file: name, channel, program, notes [(tick, duration, key, velocity)]; ticks as the file has them."""
    data = open(path, 'rb').read()
    assert data[:4] == b'MThd' and struct.unpack('>H', data[12:14])[0] == TICKS, 'mma writes 192 ticks a beat'
    at, tracks = 14, []
    while at < len(data):
        size = struct.unpack('>I', data[at + 4:at + 8])[0]
        tracks.append(read_track(data[at + 8:at + 8 + size]))
        at += 8 + size
    return [t for t in tracks if t['notes']]


def read_track(data):
    track, at, tick, status, sounding = {'name': '', 'channel': 0, 'program': 0, 'notes': []}, 0, 0, 0, {}

    def number():
        nonlocal at
        value = 0
        while True:
            byte = data[at]
            at += 1
            value = value << 7 | byte & 127
            if byte < 128:
                return value

    while at < len(data):
        tick += number()
        if data[at] >= 128:
            status = data[at]
            at += 1
        if status == 255:
            kind = data[at]
            at += 1
            size = number()
            if kind == 3:
                track['name'] = data[at:at + size].decode('latin-1').strip()
            at += size
        elif status in (240, 247):
            at += number()
        elif status >> 4 in (12, 13):
            if status >> 4 == 12:
                track['program'] = data[at]
            at += 1
        else:
            key, velocity = data[at], data[at + 1]
            at += 2
            if status >> 4 in (8, 9):
                track['channel'] = status & 15
                if key in sounding:
                    start, loud = sounding.pop(key)
                    track['notes'].append((start, max(1, tick - start), key, loud))
                if status >> 4 == 9 and velocity:
                    sounding[key] = (tick, velocity)
    track['notes'].sort()
    return track


def play(groove):
    """Per chord kind the tracks of BARS bars, as mma plays them without its random variations."""
    file, name = groove.split(':')
    assert re.fullmatch(r'[A-Za-z0-9_/+.&-]+', file) and re.fullmatch(r'[A-Za-z0-9_+.&-]+', name), groove
    path = f'{LIBRARY}/{file}.mma'
    lines = ['Tempo 120', f'Include {path}', 'RndSeed 7']
    for kind in SCALES:
        lines += [f'Groove {name}', 'AllTracks RTime 0', 'AllTracks RVolume 0', 'AllTracks RSkip 0', f'C{kind} * {BARS}']
    with tempfile.TemporaryDirectory() as folder:
        with open(f'{folder}/g.mma', 'w') as out:
            out.write('\n'.join(lines) + '\n')
        run = subprocess.run(['mma', '-f', f'{folder}/g.mid', f'{folder}/g.mma'], capture_output=True, text=True, cwd=folder)
        if not os.path.exists(f'{folder}/g.mid'):
            raise RuntimeError(f'mma cannot play {groove}: {run.stdout[-300:]}')
        tracks = read_midi(f'{folder}/g.mid')
    time = re.findall(r'(?im)^\s*time\s+(\d+)', open(path, errors='replace').read())
    return tracks, int(time[0]) if time else 4


def cut(notes, first, length):
    return [(t - first, min(d, length), k, v) for t, d, k, v in notes if first <= t < first + length]


def period(notes, bar):
    """The shortest of 1, 2, 4, 8 bars after which the notes repeat."""
    for bars in (1, 2, 4):
        size = bars * bar
        head = cut(notes, 0, size)
        if all(cut(notes, k * size, size) == head for k in range(1, BARS // bars)):
            return bars
    return BARS


def tone(keys):
    """keys: per chord kind the key sounded. The step or interval that explains them all, or None."""
    octave, first = divmod(keys[''] - C2, 12)
    if all(key == keys[''] for key in keys.values()) and first in (0, 7):
        return str(7 * octave + (0 if first == 0 else 4))
    if len({(key - C2) // 12 for key in keys.values()}) == 1:
        for step in range(7):
            if all((key - C2) % 12 in SCALES[kind][step] for kind, key in keys.items()):
                return str(7 * octave + step)
    return f'#{keys[""] - C2}' if len(set(keys.values())) == 1 else None


def chord_tone(key):
    """The tone of the triad that a key over C is or lies next to, counted from the root above C2, three to an octave."""
    octave, within = divmod(key - C2, 12)
    return 'c%d' % (3 * octave + (0 if within < 3 else 1 if within < 6 else 2 if within < 10 else 3))


def hits(notes):
    """Notes that are struck together: a strum's lie at most 28 ticks (a twentieth of a second) behind its first."""
    groups = []
    for note in notes:
        if groups and note[0] - groups[-1][0][0] <= 28:
            groups[-1].append(note)
        else:
            groups.append([note])
    return groups


def melodic(name, program, renders):
    """One pitched track as a line of the file, or the reason why it does not extract."""
    if name.lower().startswith('walk'):
        return ('walk', None, []), ''
    struck = {kind: hits(notes) for kind, notes in renders.items()}
    plain = struck['']
    if any(len(s) != len(plain) or any(abs(a[0][0] - b[0][0]) > 12 for a, b in zip(s, plain)) for s in struck.values()):
        return None, 'its rhythm depends on the chord'
    if sum(1 for i in range(len(plain)) if max(len(s[i]) for s in struck.values()) > 1) * 2 >= len(plain):
        keys = [n[2] for n in renders['']]
        events = [f'{h[0][0]}:{max(n[1] for n in h)}:{min(5, len(h))}:{max(n[3] for n in h)}' for h in plain]
        return ('chords', round(sum(keys) / len(keys)), events), ''
    tones = [tone({kind: min(n[2] for n in s[i]) for kind, s in struck.items()}) for i in range(len(plain))]
    if sum(1 for t in tones if t is None) * 5 > len(tones):
        tones = [None] * len(tones)  # it runs over the chord's tones, whose number depends on the chord
    events = []
    for hit, step in zip(plain, tones):
        tick, duration, key, velocity = min(hit, key=lambda n: n[2])
        events.append(f'{tick}:{duration}:{step or chord_tone(key)}:{velocity}')
    middle = sorted(n[2] for n in renders[''])[len(renders['']) // 2]
    return ('bass' if middle < 48 or 32 <= program <= 39 else 'line', None, events), ''


def folded(events, bar, bars):
    """The bars after which "TICK:..." events repeat, and the events of these."""
    split = [(int(e.split(':', 1)[0]), e.split(':', 1)[1]) for e in events]
    for few in (1, 2, 4):
        size = few * bar
        if bars % few == 0 and split == [(t + k * size, what) for k in range(bars // few) for t, what in split if t < size]:
            return few, [f'{t}:{what}' for t, what in split if t < size]
    return bars, events


def compile_groove(groove):
    tracks, beats = play(groove)
    bar, loop = beats * TICKS, BARS * beats * TICKS
    bars, lines, dropped, drums = 1, [], [], []
    kinds = list(SCALES)
    pitched = []
    for track in tracks:
        first = cut(track['notes'], 0, loop)
        if track['channel'] == 9:
            drums += first
        else:
            renders = {kind: cut(track['notes'], i * loop, loop) for i, kind in enumerate(kinds)}
            if renders['']:
                pitched.append((track, renders))
    for notes in [drums] + [renders[''] for _, renders in pitched]:
        if notes:
            bars = max(bars, period(sorted(notes), bar))
    size = bars * bar
    kept = sorted({(t, k, v) for t, _, k, v in cut(drums, 0, size) if 27 <= k <= 87 and v >= 8})
    if kept:
        few, events = folded([f'{t}:{k}:{v}' for t, k, v in kept], bar, bars)
        lines.append(' '.join(['drums', str(few)] + events))
    for track, renders in pitched:
        found, why = melodic(track['name'], track['program'], {kind: cut(notes, 0, size) for kind, notes in renders.items()})
        if found is None:
            dropped.append(f'{track["name"]} ({why})')
        elif found[0] == 'walk':
            lines.append('walk')
        elif found[2]:
            role, centre, events = found
            few, events = folded(events, bar, bars)
            lines.append(' '.join([role, str(few), str(track['program'])] + ([str(centre)] if centre is not None else []) + events))
    return [f'groove {groove} {beats} {bars}'] + lines, dropped


def main():
    grooves = set()
    for path in glob.glob(f'{ROOT}/resources/styles/*.json'):
        for meter in json.load(open(path))['grooves'].values():
            grooves |= set(meter.values())
    out = ['# Groove patterns compiled by packaging/compile_grooves.py from the library of MMA, Musical MIDI Accompaniment,',
           '# Copyright 2003-2021 Bob van der Poel <bob@mellowood.ca> and contributors, GPL-2 or later.']
    tracks = lost = 0
    for groove in sorted(grooves):
        try:
            lines, dropped = compile_groove(groove)
        except (RuntimeError, AssertionError) as problem:
            print(f'{groove}: {problem}', file=sys.stderr)
            continue
        tracks, lost = tracks + len(lines) - 1 + len(dropped), lost + len(dropped)
        out += lines
        for what in dropped:
            print(f'{groove}: left out {what}', file=sys.stderr)
    with open(f'{ROOT}/resources/grooves.txt', 'w') as file:
        file.write('\n'.join(out) + '\n')
    print(f'{len(grooves)} grooves, {tracks} tracks, {lost} left out')


if __name__ == '__main__':
    main()
