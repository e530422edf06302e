# SPDX-License-Identifier: GPL-3.0-or-later
"""How right the analysis is, beside other analysers, in one run. Called by packaging/dev bench accuracy.

usage: bench_accuracy.py --folder DIR --cli MORPHONY_CLI --qm QM_PEER --madmom PYTHON [--quick] [--peers NAME,...]
       --timbre MORPHONY_TIMBRE --features MORPHONY_FEATURES [--parts charts,forms,midi,real,timbre,speed]
       [--set fourth|third|second|first]
Exit status: 0 it ran, whatever the figures; 1 something broke; its reason is on standard error.
"""
import argparse
import json
import os
import sys
import time

import soundfile

import material
import peers
import render
import scores
import tables


def arguments():
    parser = argparse.ArgumentParser(add_help=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--cli")
    parser.add_argument("--qm")
    parser.add_argument("--madmom")
    parser.add_argument("--timbre")
    parser.add_argument("--features")
    parser.add_argument("--quick", action="store_true", help="8 charts, a few tracks")
    parser.add_argument("--peers", default="morphony,librosa,essentia,qm-dsp,basic-pitch,madmom")
    parser.add_argument("--parts", default="charts,forms,midi,real,timbre,speed")
    parser.add_argument("--set", default="fourth", choices=("fourth", "third", "second", "first"), help="which charts")
    parser.add_argument("--songs", default="test", choices=("test", "tuning"), help="which songs of the part forms")
    return parser.parse_args()


def chosen(options):
    """The analysers asked for, ours first."""
    known = {"morphony": lambda: peers.Morphony(options.cli), "librosa": peers.Librosa, "essentia": peers.Essentia,
             "qm-dsp": lambda: peers.QmDsp(options.qm), "basic-pitch": peers.BasicPitch,
             "madmom": lambda: peers.Madmom(options.madmom)}
    names = options.peers.split(",")
    unknown = [name for name in names if name not in known]
    if unknown:
        raise render.BenchError(f"There is no peer '{unknown[0]}'; there are {', '.join(known)}.")
    return [known[name]() for name in names]


def analyses(analysers, items, folder, beats_only=False):
    """{analyser's name: [analysis of each item]}."""
    found = {}
    for analyser in analysers:
        if beats_only and analyser.name == "basic-pitch":
            continue
        results = peers.results(analyser, [item.audio for item in items], folder)
        found[analyser.name] = [results[item.audio] for item in items]
    return found


def measure_charts(options, analysers):
    items = material.chart_items(options.folder, options.quick, "first" if options.quick else options.set)
    found = analyses(analysers, items, options.folder)
    scored = {name: [scores.of_chart(item.truth, item.notes, result) for item, result in zip(items, results)]
              for name, results in found.items()}
    tables.print_charts(items, scored, found)


def measure_forms(options, analysers):
    analysers = [analyser for analyser in analysers if analyser.name in ("morphony", "librosa", "qm-dsp")]
    items = material.song_items(options.folder, options.songs)
    tables.print_forms(items, analyses(analysers, items, options.folder))


def measure_midi(options, analysers):
    items = material.midi_items(options.folder, options.quick)
    found = analyses(analysers, items, options.folder, beats_only=True)
    scored = {name: [scores.of_tempo_map(item.truth, result) for item, result in zip(items, results)]
              for name, results in found.items()}
    tables.print_midi(items, scored)


def measure_real(options, analysers):
    items = material.real_items(options.folder, options.quick)
    tables.print_real(items, analyses(analysers, items, options.folder, beats_only=True))


def measure_timbre(options, _):
    files = material.timbre_files(options.quick)
    print(f"\n== Timbre distance: halves of a track against other tracks, {len(files)} files; required rank-1 > 0.9 ==")
    print(render.run(options.timbre, *files).rstrip())


def measure_speed(options, analysers):
    path = material.speed_file()
    ours = json.loads(render.run(options.features, path))
    theirs = {}
    for analyser in analysers:
        if hasattr(analyser, "costs"):
            theirs |= {feature: (analyser.name, *cost) for feature, cost in analyser.costs(path).items()}
    tables.print_speed(os.path.basename(path), soundfile.info(path).duration, ours, theirs)


def main():
    options = arguments()
    start = time.monotonic()
    os.makedirs(options.folder, exist_ok=True)
    try:
        analysers = chosen(options)
        print("versions: " + ", ".join(f"{a.name} {a.version}" for a in analysers))
        parts = {"charts": measure_charts, "forms": measure_forms, "midi": measure_midi, "real": measure_real, "timbre": measure_timbre,
                 "speed": measure_speed}
        for part in options.parts.split(","):
            if part not in parts:
                raise render.BenchError(f"There is no part '{part}'; there are {', '.join(parts)}.")
            parts[part](options, analysers)
    except render.BenchError as error:
        print(f"bench accuracy: {error}", file=sys.stderr)
        return 1
    print(f"\n{time.monotonic() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
