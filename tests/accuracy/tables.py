# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the scores. A requirement stands beside its figure: "ok" or "MISSED"."""
import numpy as np

import scores

REQUIRED = {"beat F1": 0.95, "downbeat F1": 0.90, "tempo": 0.95, "key": 0.90, "maj/min": 0.90, "sevenths": 0.80}
COLUMNS = ["beat F1", "downbeat F1", "tempo", "meter", "key", "root", "maj/min", "sevenths", "sevenths+inv", "note F1",
           "boundaries", "boundaries .5", "sections"]
OURS = "morphony"


def _mean(rows, column):
    values = [row[column] for row in rows if column in row]
    return float(np.mean(values)) if values else None


def _cell(value):
    return "-" if value is None else f"{value:.3f}"


def grid(head, rows):
    widths = [max(len(str(row[i])) for row in [head, *rows]) for i in range(len(head))]
    for row in [head, *rows]:
        print("  ".join(str(cell).ljust(width) if i == 0 else str(cell).rjust(width)
                        for i, (cell, width) in enumerate(zip(row, widths))).rstrip())


def print_charts(items, scored, found):
    genres = sorted({item.genre for item in items})
    seconds = sum(item.truth.end for item in items)
    print(f"\n== Exactly known music: {len(items)} charts of {len(genres)} genres, {seconds / 60:.0f} minutes ==")
    columns = [column for column in COLUMNS if any(_mean(rows, column) is not None for rows in scored.values())]
    rows = [[name, *(_cell(_mean(part, column)) for column in columns),
             f"{sum(result.get('cpu_seconds', 0.0) for result in found[name]) / seconds * 300:.1f}"]
            for name, part in scored.items()]
    required = ["required", *(f">= {REQUIRED[c]:.2f}" if c in REQUIRED else "" for c in columns), ""]
    grid(["mean", *columns, "CPU s per 5 min"], [*rows, required])
    if OURS in scored:
        for column, least in REQUIRED.items():
            mean = _mean(scored[OURS], column)
            if mean is not None:
                print(f"{column}: {mean:.3f}, required {least:.2f}: {'ok' if mean >= least else 'MISSED'}")
    lead = OURS if OURS in scored else next(iter(scored))
    print(f"\n{lead} by genre")
    grid(["genre", "charts", *columns],
          [[genre, sum(item.genre == genre for item in items),
            *(_cell(_mean([row for row, item in zip(scored[lead], items) if item.genre == genre], c)) for c in columns)]
           for genre in genres])
    print(f"\n{lead} by chart")
    grid(["chart", "truth", "found", *columns],
          [[item.name, f"{item.truth.tempo:.0f} {item.truth.meter} {item.truth.key}", _found(result),
            *(_cell(row.get(c)) for c in columns)]
           for item, row, result in zip(items, scored[lead], found[lead])])


def _found(result):
    tempo = scores.tempo_of(result)
    return " ".join(filter(None, [f"{tempo:.0f}" if tempo else "no beat", result.get("meter"), result.get("key")]))


def print_forms(items, found):
    """Boundaries and letters of songs with known forms, by analyser, and ours song by song."""
    seconds = sum(item.truth.end for item in items)
    print(f"\n== Songs of known form: {len(items)}, {seconds / 60:.0f} minutes ==")
    columns = ["boundaries", "boundaries .5", "sections"]
    scored = {name: [scores.form_scores(item.truth.form, result.get("sections")) for item, result in zip(items, results)]
              for name, results in found.items()}
    grid(["mean F1", *columns], [[name, *(_cell(_mean(rows, c)) for c in columns)] for name, rows in scored.items()])
    if OURS in scored:
        print()
        grid(["song", *columns, "truth", "found"],
             [[item.name, *(_cell(row[c]) for c in columns), _letters(item.truth.form), _letters_found(result)]
              for item, row, result in zip(items, scored[OURS], found[OURS])])


def _letters(form):
    return " ".join(f"{letter}{start:.0f}" for start, _, letter in form)


def _letters_found(result):
    return " ".join(f"{s['label']}{s['start']:.0f}" for s in result.get("sections") or [])


def print_midi(items, scored):
    print(f"\n== MIDI files with tempo maps of their own: {len(items)} excerpts ==")
    columns = ["beat F1", "AMLt", "tempo"]
    grid(["mean", *columns], [[name, *(_cell(_mean(rows, c)) for c in columns)] for name, rows in scored.items()])
    print()
    grid(["beat F1 of", *scored], [[item.name, *(_cell(rows[i].get("beat F1")) for rows in scored.values())]
                                    for i, item in enumerate(items)])


def print_speed(name, duration, ours, theirs):
    """What the same features cost; ours uses all processors, so both the wall's and the processors' seconds are told."""
    print(f"\n== Speed: {name}, {duration:.0f} s of stereo ==")
    rows = []
    for feature, (wall, processors) in ours.items():
        row = [feature, f"{wall:.2f}", f"{processors:.2f}"]
        if feature in theirs:
            peer, peer_wall, peer_processors = theirs[feature]
            row += [peer, f"{peer_wall:.2f}", f"{peer_processors:.2f}", f"{peer_wall / wall:.1f}",
                    f"{peer_processors / processors:.1f}"]
        rows.append(row + [""] * (8 - len(row)))
    grid(["feature", "ours, s", "CPU s", "peer", "s", "CPU s", "times faster", "by CPU"], rows)


def print_real(items, found):
    """Agreement of ours with each other tracker, and of the others among themselves; there is no truth here."""
    names = [name for name in found if all("beats" in result for result in found[name])]
    packages = len({item.genre for item in items})
    print(f"\n== Real tracks: agreement of beats, {len(items)} excerpts of {packages} packages ==")
    agreement = {(a, b): [scores.agreement(x, y) for x, y in zip(found[a], found[b])]
                 for a in names for b in names if a != b}
    grid(["mean F1 with", *names], [[a, *(_cell(float(np.mean([r["beat F1"] for r in agreement[a, b]]))) if a != b else ""
                                           for b in names)] for a in names])
    second = next((name for name in ("madmom", "essentia", "qm-dsp", "librosa") if name in names[1:]), None)
    if second is None:
        return
    first, rows = names[0], []
    for item, result in zip(items, agreement[names[0], second]):
        if result["beat F1"] < 0.8 or result["reason"]:
            rows.append([item.name, _cell(result["beat F1"]), _cell(result.get("downbeat F1")), result["tempi"],
                         result["reason"]])
    print(f"\n{first} and {second} disagree on {len(rows)} of {len(items)}")
    grid(["track", "beat F1", "downbeat F1", "tempi", "likely reason"], rows)
