# SPDX-License-Identifier: GPL-3.0-or-later
"""Songs of two to three minutes with an introduction, verses, choruses and a bridge: charts whose sections have grooves and
chords of their own, for what the analysis says of form. The first half is to tune on, the second is the test."""
import charts


def _variants(folder_and_file, **letters):
    return {letter: f"{folder_and_file}:{groove}" for letter, groove in letters.items()}


# genre, groove of each letter, meter, tempo, minor, progressions, form: each section's letter and bars
_TUNING = [
    ("rock", _variants("yamaha/w-rock", I="W-RockMainA", A="W-RockMainA", B="W-RockMainB", C="W-RockMainA"),
     "4/4", 124, 0, "rock", "I4 A8 B8 A8 B8 C8 B8"),
    ("ballad", _variants("stdlib/popballad", I="PopBalladSus", A="PopBallad", B="PopBalladPlus", C="PopBallad2Sus"),
     "4/4", 76, 0, "pop", "I4 A8 B8 A8 B8 C4 B8"),
    ("jazz", _variants("stdlib/swing", I="SwingSus", A="Swing", B="SwingWalkPlus", C="SwingTriple"),
     "4/4", 150, 0, "jazz", "I4 A16 B8 A8 C16 B8 A8"),
    ("latin", _variants("stdlib/bossanova", I="BossaNovaSus", A="BossaNova", B="BossaNovaPlus", C="BossaNova1Sus"),
     "4/4", 132, 0, "jazz", "I8 A16 B8 A8 C16 A16"),
    ("pop", _variants("pflib/8beat1", I="8beat1A", A="8beat1A", B="8beat1B", C="8beat1A"),
     "4/4", 112, 1, "minor rock", "I4 A8 B8 A8 B8 C8 B8"),
    ("country", _variants("stdlib/countryswing", I="CountrySwingSus", A="CountrySwing", B="CountrySwing1", C="CountrySwing2"),
     "4/4", 140, 0, "country", "A16 B8 A16 C8 B8 A8"),
    ("waltz", _variants("stdlib/jazzwaltz", I="JazzWaltzSus", A="JazzWaltz", B="JazzWaltz1", C="JazzWaltz2Sus"),
     "3/4", 132, 0, "jazz", "I8 A16 B16 A16 C8 B16"),
    # one groove throughout: chords alone make the form
    ("pop-plain", _variants("casio/16beat3", I="16Beat3", A="16Beat3", B="16Beat3", C="16Beat3"),
     "4/4", 98, 0, "pop", "A8 B8 A8 B8 C8 A8"),
    ("folk-plain", _variants("stdlib/folk", I="Folk", A="Folk", B="Folk", C="Folk"),
     "4/4", 108, 0, "folk", "A8 B8 A8 C8 A8 B8"),
]
_TEST = [
    ("rock", {"I": "StepIndie-drum", "A": "StepIndie", "B": "StepPunk", "C": "StepStadium-drum"},
     "4/4", 136, 0, "anthem", "I4 A8 B8 A8 B8 C8 B8"),
    ("metal", {"I": "StepGallop-drum", "A": "StepGallop", "B": "StepThrash", "C": "StepStadium"},
     "4/4", 140, 1, "dorian rock", "I8 A8 B8 A8 B8 C8 B8"),
    ("pop", {"I": "StepStrum", "A": "StepTeenPop", "B": "StepSynthPop", "C": "StepBroken"},
     "4/4", 104, 0, "anthem", "I4 A16 B8 A8 B8 C8 B8"),
    ("soul", _variants("casio/60ssoul", I="60sSoul", A="60sSoul", B="60sSoul", C="60sSoul"),
     "4/4", 112, 0, "quiet storm", "A8 B8 A8 B8 C8 A8"),
    ("disco", {"I": "StepPhilly-bass", "A": "StepPhilly-chord", "B": "StepPhilly", "C": "StepHouse"},
     "4/4", 120, 1, "minor vamp", "I8 A16 B8 A8 B8 C8 B8"),
    ("jazz", {"I": "StepBrushes-drum", "A": "StepBrushes", "B": "StepHardBop", "C": "StepBrushes-chord"},
     "4/4", 144, 0, "rhythm changes", "I4 A8 B8 A8 C8 B8 A8"),
    ("electronic", {"I": "StepProgressive-bass", "A": "StepProgressive-arp", "B": "StepProgressive", "C": "StepProgressive-drum"},
     "4/4", 128, 1, "minor vamp", "I8 A8 B16 C8 B16 A8"),
    ("country", {"I": "StepHonkyTonk-drum", "A": "StepHonkyTonk", "B": "StepTrain", "C": "StepHonkyTonk-chord"},
     "4/4", 112, 0, "doo-wop", "I4 A16 B8 A8 B8 C8 B8"),
    ("march", _variants("pflib/highfive", I="highfiveA", A="highfiveA", B="highfiveB", C="highfiveA"),
     "4/4", 118, 0, "hymn", "A8 B8 A8 C8 B8 A8"),
    ("waltz", {"I": "StepSlowWaltz-drum", "A": "StepSlowWaltz", "B": "StepMusette", "C": "StepSarabande"},
     "3/4", 126, 1, "minor two-chord", "I4 A16 B16 A16 C8 B16"),
    ("six-eight", {"I": "StepLament", "A": "StepShanty", "B": "StepIrishJig", "C": "StepLament"},
     "6/8", 84, 1, "minor two-chord", "I8 A16 B16 A8 C8 B8"),
    ("ballad", {"I": "StepBroken", "A": "StepPowerBallad-drum", "B": "StepPowerBallad", "C": "StepBroken"},
     "4/4", 74, 0, "anthem", "I4 A8 B8 A8 B8 C4 B8"),
]


def _songs(rows, suffix):
    return [charts.Chart(f"{genre}-song{suffix}", genre, grooves["A"], meter, float(tempo), bool(minor), progressions, form,
                         grooves=grooves)
            for genre, grooves, meter, tempo, minor, progressions, form in rows]


SONGS = {"tuning": _songs(_TUNING, "-tuning"), "test": _songs(_TEST, "")}
