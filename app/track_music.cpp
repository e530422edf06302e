// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/track_music.h"

#include "ui/widgets.h"

#include <QCoreApplication>

#include <array>
#include <cmath>
#include <map>

namespace morphony {

namespace {

constexpr double kSameMoment = 1e-3;            // seconds
constexpr std::size_t kMostKeptFrames = 20'000; // half an hour, 20 MB

QString tr(const char* text) { return QCoreApplication::translate("TrackMusic", text); }

/// Names that keys and chords are usually written with.
constexpr std::array kMajorTonics{"C", "D♭", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"};
constexpr std::array kSharpTonics{"C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"};
constexpr std::array kMinorTonics{"C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "G♯", "A", "B♭", "B"};

QString tonicText(int tonic, bool minor) {
    const auto index = static_cast<std::size_t>((tonic % 12 + 12) % 12);
    return QString::fromUtf8(minor ? kMinorTonics[index] : kMajorTonics[index]);
}

QString withSigns(QString text) {
    return text.replace(QLatin1Char('#'), QChar(0x266F)).replace(QLatin1Char('b'), QChar(0x266D));
}

QString qualityText(const std::string& quality) {
    static const std::map<std::string, QString> kQualities{
        {"", {}},
        {"maj", {}},
        {"min", QStringLiteral("m")},
        {"7", QStringLiteral("7")},
        {"maj7", QStringLiteral("maj7")},
        {"min7", QStringLiteral("m7")},
        {"dim", QStringLiteral("dim")},
        {"dim7", QStringLiteral("dim7")},
        {"hdim7", QStringLiteral("m7♭5")},
        {"aug", QStringLiteral("aug")},
        {"maj6", QStringLiteral("6")},
        {"min6", QStringLiteral("m6")},
    };
    const auto known = kQualities.find(quality);
    return known == kQualities.end() ? QString::fromStdString(quality) : known->second;
}

int accidentals(const std::string& text) {
    return static_cast<int>(std::count(text.begin(), text.end(), '#')) -
           static_cast<int>(std::count(text.begin(), text.end(), 'b'));
}

/// Pitch class of a root like "Bb".
int pitchClassOf(const std::string& root) {
    static constexpr std::array kLetters{9, 11, 0, 2, 4, 5, 7}; // A to G
    return root.empty() || root[0] < 'A' || root[0] > 'G'
               ? 0
               : kLetters[static_cast<std::size_t>(root[0] - 'A')] + accidentals(root.substr(1));
}

/// Semitones above the root of a degree like "b7".
int semitonesOf(const std::string& degree) {
    static constexpr std::array kMajorScale{0, 2, 4, 5, 7, 9, 11};
    const auto digit = degree.find_first_of("1234567");
    return digit == std::string::npos ? 0
                                      : kMajorScale[static_cast<std::size_t>(degree[digit] - '1')] + accidentals(degree);
}

QList<BeatMark> beatMarks(const Rhythm& rhythm) {
    QList<BeatMark> marks;
    marks.reserve(static_cast<qsizetype>(rhythm.beats.size()));
    auto downbeat = rhythm.downbeats.begin();
    const double firstBar = rhythm.downbeats.empty() ? 0.0 : rhythm.downbeats.front();
    const auto pickup =
        static_cast<int>(std::ranges::lower_bound(rhythm.beats, firstBar - kSameMoment) - rhythm.beats.begin());
    const int perBar = std::max(1, rhythm.beatsPerBar);
    int bar = 0;
    int beat =
        rhythm.downbeats.empty() ? 1 : ((perBar - pickup) % perBar + perBar) % perBar; // so that a pickup ends its bar
    for (const double seconds : rhythm.beats) {
        while (downbeat != rhythm.downbeats.end() && *downbeat < seconds - kSameMoment) {
            ++downbeat;
        }
        if (downbeat != rhythm.downbeats.end() && *downbeat <= seconds + kSameMoment) {
            ++bar;
            beat = 0;
        }
        ++beat;
        // before the first bar line no beat may count as one
        marks.append({seconds, bar, bar == 0 && beat == 1 ? 2 : beat});
    }
    return marks;
}

} // namespace

QString chordText(const std::string& label) {
    if (label.empty() || label == "N" || label == "X") {
        return {};
    }
    const auto slash = label.find('/');
    const std::string upper = label.substr(0, slash);
    const auto colon = upper.find(':');
    const std::string root = upper.substr(0, colon);
    const std::string quality = colon == std::string::npos ? std::string() : upper.substr(colon + 1);
    QString text = withSigns(QString::fromStdString(root)) + qualityText(quality);
    if (slash != std::string::npos) {
        const int bass = ((pitchClassOf(root) + semitonesOf(label.substr(slash + 1))) % 12 + 12) % 12;
        const bool sharps = root.find('#') != std::string::npos;
        text += QLatin1Char('/') +
                (sharps ? QString::fromUtf8(kSharpTonics[static_cast<std::size_t>(bass)]) : tonicText(bass, false));
    }
    return text;
}

QString keyText(int tonic, bool minor) { return (minor ? tr("%1 minor") : tr("%1 major")).arg(tonicText(tonic, minor)); }

QString shortKeyText(int tonic, bool minor) { return tonicText(tonic, minor) + (minor ? QStringLiteral("m") : QString()); }

MusicGrid gridOf(const TrackAnalysis& analysis) {
    MusicGrid grid;
    grid.beats = beatMarks(analysis.rhythm);
    for (const ChordSpan& chord : analysis.harmony.chords) {
        const QString name = chordText(chord.label);
        if (name.isEmpty()) {
            continue;
        }
        if (!grid.chords.isEmpty() && grid.chords.back().name == name &&
            std::abs(grid.chords.back().end - chord.time.from) < kSameMoment) {
            grid.chords.back().end = chord.time.to; // the same chord again is one chord to the eye
        } else {
            grid.chords.append({chord.time.from, chord.time.to, name});
        }
    }
    for (const SectionSpan& section : analysis.sections) {
        grid.sections.append({section.time.from, section.time.to, QString::fromStdString(section.label)});
    }
    grid.index();
    return grid;
}

std::shared_ptr<const TrackMusic> makeTrackMusic(std::shared_ptr<const TrackAnalysis> found,
                                                 const AnalysisCorrection& correction) {
    auto music = std::make_shared<TrackMusic>();
    music->analysis = corrected(*found, correction);
    music->found = std::move(found);
    music->correction = correction;
    music->grid = gridOf(music->analysis);
    music->chordsAreNew = !changesChords(correction);
    return music;
}

std::shared_ptr<const TrackMusic> withNewChords(const TrackMusic& music, std::shared_ptr<const HarmonyFeatures> features) {
    auto heard = std::make_shared<TrackMusic>(music);
    heard->chordsAreNew = true;
    if (features) {
        heard->analysis = corrected(*music.found, music.correction, *features);
        heard->grid = gridOf(heard->analysis);
        heard->features = features->frames <= kMostKeptFrames ? std::move(features) : nullptr;
    }
    return heard;
}

MusicFacts factsOf(const TrackMusic& music, const QString& title) {
    const Rhythm& rhythm = music.analysis.rhythm;
    const Harmony& harmony = music.analysis.harmony;
    MusicFacts facts;
    facts.kind = MusicFacts::Kind::Known;
    facts.title = title;
    facts.hasBeat = !rhythm.beats.empty();
    facts.corrected = !music.correction.empty();
    facts.keyCorrected = music.correction.key.has_value();
    facts.tempo = facts.hasBeat && rhythm.tempoBpm ? tr("%1 BPM").arg(std::lround(*rhythm.tempoBpm)) : tr("No beat found");
    if (facts.hasBeat && !rhythm.meter.empty()) {
        facts.tempo += QStringLiteral(" · ") + QString::fromStdString(rhythm.meter);
    }
    const bool byHand = music.correction.tapped || !music.correction.steps.empty();
    facts.detail = !facts.hasBeat ? tr("Nothing steady enough was heard. Tap along to set a tempo, or go on without.")
                   : byHand       ? tr("Corrected by hand")
                                  : tr("Found by listening, %1 sure").arg(percentText(rhythm.beatConfidence));
    facts.key = harmony.key ? keyText(harmony.key->tonic, harmony.key->minor) : tr("No key found");
    if (harmony.key) {
        facts.keyIndex = harmony.key->tonic + (harmony.key->minor ? 12 : 0);
    }
    if (const auto& key = music.found->harmony.key) {
        facts.foundKey = keyText(key->tonic, key->minor);
    }
    return facts;
}

QString factLine(const TrackMusic& music, bool withKey) {
    const Rhythm& rhythm = music.analysis.rhythm;
    QStringList parts;
    if (rhythm.beats.empty() || !rhythm.tempoBpm) {
        parts << tr("No beat found");
    } else {
        parts << tr("%1 BPM").arg(std::lround(*rhythm.tempoBpm));
        if (!rhythm.meter.empty()) {
            parts << QString::fromStdString(rhythm.meter);
        }
    }
    if (const auto& key = music.analysis.harmony.key; key && withKey) {
        parts << shortKeyText(key->tonic, key->minor);
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace morphony
