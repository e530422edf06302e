# SPDX-License-Identifier: GPL-3.0-or-later
"""Chart or MIDI file to audio, by mma and FluidSynth, kept in a folder under names that follow from the content."""
import hashlib
import os
import subprocess

import mido

SOUNDFONTS = {"MuseScore_General": "/usr/share/sounds/sf3/MuseScore_General_Lite.sf3",
              "FluidR3_GM": "/usr/share/sounds/sf2/FluidR3_GM.sf2"}
RATE = 44100


class BenchError(RuntimeError):
    """Something is broken or missing; the message says what to do."""


def run(*command, **options):
    """A finished child process's standard output; BenchError with the end of what it said when it failed."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1800, **options)
    except subprocess.TimeoutExpired as error:
        raise BenchError(f"{os.path.basename(command[0])} did not end within half an hour.") from error
    except FileNotFoundError as error:
        raise BenchError(f"{command[0]} is not installed; run packaging/dev bench accuracy, which installs it.") from error
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()[-3:]
        raise BenchError(f"{os.path.basename(command[0])} failed with status {done.returncode}: {' '.join(said)}")
    return done.stdout


def key_of(*parts):
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def file_key(path):
    """Hash of a file's content."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()[:16]


def chart_midi(text, folder):
    """The MIDI file that mma makes of a chart."""
    stem = os.path.join(folder, "chart-" + key_of(text))
    if not os.path.exists(stem + ".mid"):
        with open(stem + ".mma", "w", encoding="utf-8") as file:
            file.write(text)
        run("/usr/bin/mma", "-w", "-f", stem + ".part.mid", stem + ".mma")
        os.replace(stem + ".part.mid", stem + ".mid")
    return stem + ".mid"


def audio_of(midi, soundfont, folder):
    """A 16-bit WAV of a MIDI file; dry, because reverberation is no part of any truth."""
    path = SOUNDFONTS[soundfont]
    wav = os.path.join(folder, f"{file_key(midi)}-{soundfont}.wav")
    if not os.path.exists(wav):
        run("/usr/bin/fluidsynth", "-n", "-i", "-q", "-R", "0", "-C", "0", "-g", "0.5", "-r", str(RATE), "-O", "s16",
            "-o", "synth.dynamic-sample-loading=1",
            "-F", wav + ".part.wav", path, midi)
        os.replace(wav + ".part.wav", wav)
    return wav


class TempoMap:
    """Ticks to seconds by a MIDI file's own tempo events."""

    def __init__(self, midi):
        self._division = midi.ticks_per_beat
        events = []
        for track in midi.tracks:
            tick = 0
            for message in track:
                tick += message.time
                if message.type == "set_tempo":
                    events.append((tick, message.tempo))
        self.changes = [(0, 0.0, 500000)]      # tick, second, microseconds a quarter
        for tick, tempo in sorted(events, key=lambda event: event[0]):
            self.changes.append((tick, self.seconds(tick), tempo))

    def seconds(self, tick):
        before = [change for change in self.changes if change[0] <= tick][-1]
        return before[1] + (tick - before[0]) * before[2] * 1e-6 / self._division


def notes_of(path):
    """Every note of a MIDI file: (start, end, pitch, channel), by start."""
    midi = mido.MidiFile(path)
    tempo, notes = TempoMap(midi), []
    for track in midi.tracks:
        tick, sounding = 0, {}
        for message in track:
            tick += message.time
            if message.type == "note_on" and message.velocity > 0:
                sounding.setdefault((message.channel, message.note), []).append(tick)
            elif message.type in ("note_on", "note_off"):
                starts = sounding.get((message.channel, message.note))
                if starts:
                    start = starts.pop(0)
                    if tick > start:
                        notes.append((tempo.seconds(start), tempo.seconds(tick), message.note, message.channel))
    return sorted(notes)
