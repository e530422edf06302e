# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured: charts with exact truth, MIDI files with their own tempo maps, and real tracks of Debian packages."""
import dataclasses
import fnmatch
import os

import mido
import soundfile

import charts
import forms
import render

REAL_SECONDS, REAL_START = 45, 20
# package: patterns of its files
REAL = {
    "gamine-data": ["*Brandenburg*"],
    "freedink-data": ["*/1.ogg", "*/106.ogg", "*/lovin.ogg"],
    "wordwarvi-sound": ["*dtox3monomix*", "*cornbread*", "*lucky13*"],
    "fretsonfire-songs-sectoid": ["*Escape*/song.ogg", "*War of*/song.ogg"],
    "fretsonfire-songs-muldjord": ["*armygeddon/song.ogg", "*chaos_god/song.ogg"],
    "marsshooter-data": ["*menu.ogg", "*02_orphanage*", "*06_starfall*", "*10_farewell*"],
    "warzone2100-music": ["*/track17.opus", "*/track20.opus", "*/track24.opus"],
    "wizznic-data": ["*7 Nights*", "*In Rome*", "*Smash It*"],
    "colobot-common-sounds": ["*/Hv2.ogg", "*/Proton.ogg", "*/music003.ogg", "*/music005.ogg"],
    "davegnukem-data": ["*Funky-Gameplay*", "*Monsters-in-Bell*", "*Techno-Caper*"],
    "hyperrogue-music": ["*savino-ivory*", "*hr3-caves*", "*hr3-desert*"],
    "asc-music": ["*frontiers*", "*machine_wars*"],
    "lincity-ng-data": ["*lincity.ogg", "*City Blues*", "*Contemplations*"],
}
# Tracks for the timbre distance: of each package at most so many, evenly spread over its list in the order of names. Left
# out before: what is shorter than 40 s or below 44,100 Hz, and the guitar alone where the whole song stands beside it.
TIMBRE_TRACKS, TIMBRE_SECONDS, TIMBRE_RATE = 6, 40, 44100
# (package, file, seconds of the file at which the excerpt begins); swung, played by hand, or with tempo changes
MIDI = [
    ("openttd-openmsx", "be_sharp_bw_redfarn.mid", 93), ("openttd-openmsx", "midnight_snow_run.mid", 20),
    ("openttd-openmsx", "chuggachugga.mid", 38), ("openttd-openmsx", "5432gone_redfarn.mid", 0),
    ("openttd-openmsx", "boogi_marabi_redfarn.mid", 10), ("openttd-openmsx", "mosey_along_redfarn.mid", 0),
    ("openttd-openmsx", "slow_neasy_redfarn.mid", 0), ("openttd-openmsx", "careless_perc_redfarn.mid", 20),
    ("openttd-openmsx", "city_blues_redfarn.mid", 0), ("openttd-openmsx", "say_what_redfarn.mid", 10),
    ("simutrans-data", "11-Stucked-Convoi.mid", 124), ("simutrans-data", "29-Runaway.mid", 96),
    ("simutrans-data", "31-Courtenay-Bridge.mid", 10), ("simutrans-data", "43-Driving-on-the-midnight-highway.mid", 0),
    ("simutrans-data", "50-Snowy-Road.mid", 8), ("simutrans-data", "52-Dreamy-Oriental-Nights.mid", 6),
]
MIDI_SECONDS = 45


@dataclasses.dataclass
class Item:
    """One audio file with what is known about it."""
    name: str
    genre: str
    audio: str
    truth: object = None       # charts.Truth
    notes: list = None


def chart_items(folder, quick, which):
    """The charts of a set, the two soundfonts in turn; of the first one, `quick` takes eight."""
    return _rendered(charts.SETS[which], folder, charts.QUICK if quick and which == "first" else None)


def _rendered(table, folder, names=None):
    items = []
    for number, chart in enumerate(table):
        if names and chart.name not in names:
            continue
        text, truth = charts.compose(chart)
        midi = render.chart_midi(text, folder)
        soundfont = list(render.SOUNDFONTS)[number % len(render.SOUNDFONTS)]
        items.append(Item(chart.name, chart.genre, render.audio_of(midi, soundfont, folder), truth, render.notes_of(midi)))
    return items


def song_items(folder, which):
    """The songs of forms.py, the two soundfonts in turn."""
    return _rendered(forms.SONGS[which], folder)


def _package_files(package):
    return render.run("dpkg", "-L", package).splitlines()


def tracks_of(table, first_only=False):
    """(package, path) of every pattern's file."""
    for package, patterns in table.items():
        files = _package_files(package)
        for pattern in patterns[:1] if first_only else patterns:
            found = sorted(file for file in files if fnmatch.fnmatchcase(file, pattern) and os.path.isfile(file))
            if not found:
                raise render.BenchError(f"The Debian package {package} has no file like {pattern} here; install it again.")
            yield package, found[0]


def real_items(folder, quick):
    """Excerpts of real tracks; nothing is known about them."""
    items = []
    for package, path in tracks_of(REAL, quick):
        wav = os.path.join(folder, f"{render.file_key(path)}-{REAL_START}-{REAL_SECONDS}.wav")
        if not os.path.exists(wav):
            with soundfile.SoundFile(path) as file:
                file.read(min(REAL_START * file.samplerate, max(0, file.frames - REAL_SECONDS * file.samplerate)))
                samples = file.read(REAL_SECONDS * file.samplerate)
                soundfile.write(wav + ".part.wav", samples, file.samplerate, subtype="PCM_16")
            os.replace(wav + ".part.wav", wav)
        title = os.path.relpath(path, os.path.dirname(os.path.dirname(path)))
        items.append(Item(f"{package}: {title}", package, wav))
    return items[:4] if quick else items


def timbre_files(quick):
    """Whole tracks of the packages of REAL."""
    chosen = []
    for package in REAL:
        tracks = []
        for path in sorted(_package_files(package)):
            if os.path.splitext(path)[1] in (".ogg", ".opus", ".mp3") and os.path.basename(path) != "guitar.ogg":
                info = soundfile.info(path)
                if info.duration >= TIMBRE_SECONDS and info.samplerate >= TIMBRE_RATE:
                    tracks.append(path)
        count = min(TIMBRE_TRACKS, len(tracks))
        chosen += [tracks[(2 * i + 1) * len(tracks) // (2 * count)] for i in range(count)]
    return chosen[::4] if quick else chosen


def speed_file():
    """Five minutes of music."""
    return next(tracks_of({"gamine-data": REAL["gamine-data"]}))[1]


def _excerpt(source, start, seconds, path):
    """A MIDI file's bars from about `start` on, for `seconds`: earlier programs and controllers stay, notes go."""
    midi = mido.MidiFile(source)
    tempo = render.TempoMap(midi)
    beat = midi.ticks_per_beat
    first = next(tick for tick in range(0, 10**9, beat) if tempo.seconds(tick) >= start)
    last = next(tick for tick in range(first, 10**9, beat) if tempo.seconds(tick) >= start + seconds)
    cut = mido.MidiFile(type=1, ticks_per_beat=beat)
    for track in midi.tracks:
        kept, tick, before = mido.MidiTrack(), 0, 0
        for message in track:
            tick += message.time
            note = message.type in ("note_on", "note_off")
            off = message.type == "note_off" or (note and message.velocity == 0)
            pedal_up = message.type == "control_change" and message.control == 64 and message.value < 64
            # what ends a note stays, at the cut: FluidSynth renders until nothing sounds, which may be never
            if (tick > last and not (off or pedal_up)) or (tick < first and note) or message.type in ("end_of_track", "sysex"):
                continue
            at = min(max(0, tick - first), last - first)
            kept.append(message.copy(time=at - before))
            before = at
        cut.tracks.append(kept)
    cut.save(path)


def midi_items(folder, quick):
    """Excerpts of MIDI files; the truth holds beats and tempo alone, from the file's tempo map."""
    items = []
    for number, (package, name, start) in enumerate(MIDI[:3] if quick else MIDI):
        found = [file for file in _package_files(package) if os.path.basename(file) == name]
        if not found:
            raise render.BenchError(f"The Debian package {package} has no file {name} here; install it again.")
        path = os.path.join(folder, f"midi-{render.key_of(name, str(start), str(MIDI_SECONDS))}.mid")
        _excerpt(found[0], start, MIDI_SECONDS, path)
        midi = mido.MidiFile(path)
        tempo, notes = render.TempoMap(midi), render.notes_of(path)
        end = max(note[0] for note in notes)
        beats = _beats(tempo, midi.ticks_per_beat, end)
        tempi = [(60.0 / (b - a), b - a) for a, b in zip(beats, beats[1:])]
        truth = charts.Truth(charts.median_of(tempi), beats, [], "", "", [], end)
        soundfont = list(render.SOUNDFONTS)[number % len(render.SOUNDFONTS)]
        items.append(Item(name, package, render.audio_of(path, soundfont, folder), truth, notes))
    return items


def _beats(tempo, division, end):
    beats, tick = [], 0
    while tempo.seconds(tick) <= end:
        beats.append(tempo.seconds(tick))
        tick += division
    return beats
