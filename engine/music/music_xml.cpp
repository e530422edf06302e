// SPDX-License-Identifier: GPL-3.0-or-later
#include "music/music_xml.h"

#include "music/general_midi.h"
#include "music/quantised_bar.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <set>

namespace morphony {

namespace {

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : std::string(1, c);
    }
    return out;
}

std::string element(const std::string& tag, const std::string& value) { return "<" + tag + ">" + value + "</" + tag + ">"; }
std::string element(const std::string& tag, int value) { return element(tag, std::to_string(value)); }

struct Spelling {
    char step;
    int alter;
};
/// Sharps in sharp keys, flats in flat keys.
Spelling spelling(int pitchClass, int fifths) {
    static constexpr std::array<Spelling, 12> kSharp{{{'C', 0},
                                                      {'C', 1},
                                                      {'D', 0},
                                                      {'D', 1},
                                                      {'E', 0},
                                                      {'F', 0},
                                                      {'F', 1},
                                                      {'G', 0},
                                                      {'G', 1},
                                                      {'A', 0},
                                                      {'A', 1},
                                                      {'B', 0}}};
    static constexpr std::array<Spelling, 12> kFlat{{{'C', 0},
                                                     {'D', -1},
                                                     {'D', 0},
                                                     {'E', -1},
                                                     {'E', 0},
                                                     {'F', 0},
                                                     {'G', -1},
                                                     {'G', 0},
                                                     {'A', -1},
                                                     {'A', 0},
                                                     {'B', -1},
                                                     {'B', 0}}};
    return (fifths < 0 ? kFlat : kSharp)[static_cast<std::size_t>(pitchClass)];
}

std::string pitchOf(int key, const ScorePart& part, int fifths) {
    const Spelling spelt = spelling(key % 12, fifths);
    const int octave = key / 12 - 1;
    if (part.drums()) {
        // the five lines from kick to cymbals: lower drums lower
        const bool low = key < 38;
        const bool middle = key < 42;
        return element("unpitched", element("display-step", low      ? "F"
                                                            : middle ? "C"
                                                                     : "G") +
                                        element("display-octave", low ? 4 : 5));
    }
    return element("pitch", element("step", std::string(1, spelt.step)) +
                                (spelt.alter != 0 ? element("alter", spelt.alter) : "") + element("octave", octave));
}

struct Value {
    const char* type;
    int dots;
};
Value valueOf(int length, bool triplet) {
    if (triplet) {
        return length == 8 ? Value{"quarter", 0} : Value{"eighth", 0};
    }
    switch (length) {
    case 48:
        return {"whole", 0};
    case 36:
        return {"half", 1};
    case 24:
        return {"half", 0};
    case 18:
        return {"quarter", 1};
    case 12:
        return {"quarter", 0};
    case 9:
        return {"eighth", 1};
    case 6:
        return {"eighth", 0};
    default:
        return {"16th", 0};
    }
}

std::string noteXml(const Symbol& symbol, std::size_t index, const ScorePart& part, const std::string& partId, int fifths) {
    const bool rest = symbol.keys.empty();
    std::string out = "<note>";
    out += index > 0 ? "<chord/>" : "";
    out += rest ? "<rest/>" : pitchOf(symbol.keys[index], part, fifths);
    out += element("duration", symbol.length);
    out += symbol.tiedFrom ? "<tie type=\"stop\"/>" : "";
    out += symbol.tiedTo ? "<tie type=\"start\"/>" : "";
    if (part.drums() && !rest) {
        out += "<instrument id=\"" + partId + "-I" + std::to_string(symbol.keys[index]) + "\"/>";
    }
    const Value value = valueOf(symbol.length, symbol.triplet);
    out += element("voice", 1) + element("type", value.type) + (value.dots > 0 ? "<dot/>" : "");
    if (symbol.triplet) {
        out += element("time-modification", element("actual-notes", 3) + element("normal-notes", 2));
    }
    if (symbol.tiedFrom || symbol.tiedTo) {
        out += element("notations", std::string(symbol.tiedFrom ? "<tied type=\"stop\"/>" : "") +
                                        (symbol.tiedTo ? "<tied type=\"start\"/>" : ""));
    }
    return out + "</note>\n";
}

/// "C:maj7" as MusicXML's root, kind and bass; empty for none.
std::string harmonyXml(const ScoreChord& chord, int offset) {
    static constexpr std::array<std::pair<const char*, const char*>, 13> kKinds{{{"maj", "major"},
                                                                                 {"min", "minor"},
                                                                                 {"7", "dominant"},
                                                                                 {"maj7", "major-seventh"},
                                                                                 {"min7", "minor-seventh"},
                                                                                 {"dim", "diminished"},
                                                                                 {"dim7", "diminished-seventh"},
                                                                                 {"hdim7", "half-diminished"},
                                                                                 {"aug", "augmented"},
                                                                                 {"sus4", "suspended-fourth"},
                                                                                 {"sus2", "suspended-second"},
                                                                                 {"maj6", "major-sixth"},
                                                                                 {"min6", "minor-sixth"}}};
    if (chord.label.empty() || chord.label[0] < 'A' || chord.label[0] > 'G') {
        return {};
    }
    const bool flat = chord.label.size() > 1 && chord.label[1] == 'b';
    const bool sharp = chord.label.size() > 1 && chord.label[1] == '#';
    const std::size_t colon = chord.label.find(':');
    const std::size_t end = std::min(chord.label.find('/'), chord.label.size());
    const std::string quality = colon == std::string::npos ? "maj" : chord.label.substr(colon + 1, end - colon - 1);
    std::string kind = "major";
    for (const auto& [label, word] : kKinds) {
        kind = quality == label ? word : kind;
    }
    return "<harmony>" +
           element("root", element("root-step", std::string(1, chord.label[0])) +
                               (flat || sharp ? element("root-alter", flat ? -1 : 1) : "")) +
           element("kind", kind) + (offset > 0 ? element("offset", offset) : "") + "</harmony>\n";
}

std::string tempoXml(double bpm, bool compound) {
    char text[40];
    std::snprintf(text, sizeof text, "%.1f", bpm);
    std::string perMinute(text);
    std::snprintf(text, sizeof text, "%.2f", compound ? bpm * 1.5 : bpm); // sound counts quarters
    return "<direction placement=\"above\"><direction-type><metronome><beat-unit>quarter</beat-unit>" +
           std::string(compound ? "<beat-unit-dot/>" : "") + element("per-minute", perMinute) +
           "</metronome></direction-type><sound tempo=\"" + text + "\"/></direction>\n";
}

class PartWriter {
public:
    PartWriter(const Score& score, std::size_t part, bool first)
        : m_score(score), m_part(score.parts[part]), m_id(partId(part)), m_first(first) {}

    static std::string partId(std::size_t part) { return "P" + std::to_string(part + 1); }

    [[nodiscard]] std::string xml() {
        const auto bars = quantisedBars(m_part, m_score.grid);
        std::string out = "<part id=\"" + m_id + "\">\n";
        for (std::size_t bar = 0; bar < bars.size(); ++bar) {
            out += "<measure number=\"" + std::to_string(bar + 1) + "\">\n" + attributes(bar) +
                   (m_first ? tempo(bar) + chords(bar) : "");
            for (const Symbol& symbol : bars[bar]) {
                for (std::size_t i = 0; i < std::max<std::size_t>(1, symbol.keys.size()); ++i) {
                    out += noteXml(symbol, i, m_part, m_id, fifths());
                }
            }
            out += "</measure>\n";
        }
        return out + "</part>\n";
    }

private:
    [[nodiscard]] int fifths() const { return m_score.keyFifths.value_or(0); }
    [[nodiscard]] bool compound() const { return m_score.grid.beatUnit == 8; }

    std::string attributes(std::size_t bar) {
        const int beats = m_score.grid.beatsInBar(bar);
        if (bar > 0 && beats == m_beats) {
            return {};
        }
        m_beats = beats;
        std::string out = "<attributes>";
        if (bar == 0) {
            out += element("divisions", kDivisions) +
                   element("key", element("fifths", fifths()) + element("mode", m_score.minor ? "minor" : "major"));
        }
        out += element("time", element("beats", compound() ? beats * 3 : beats) + element("beat-type", compound() ? 8 : 4));
        if (bar == 0) {
            out += m_part.drums()                  ? "<clef><sign>percussion</sign></clef>"
                   : m_part.role == PartRole::Bass ? "<clef><sign>F</sign><line>4</line></clef>"
                                                   : "<clef><sign>G</sign><line>2</line></clef>";
        }
        return out + "</attributes>\n";
    }

    std::string tempo(std::size_t bar) {
        const int beat = m_score.grid.bars[bar];
        const int beats = m_score.grid.beatsInBar(bar);
        const double seconds = m_score.grid.seconds(beat + beats) - m_score.grid.seconds(beat);
        const double bpm = 60.0 * beats / seconds;
        if (std::abs(bpm / m_bpm - 1.0) <= 0.03) {
            return {};
        }
        m_bpm = bpm;
        return tempoXml(bpm, compound());
    }

    std::string chords(std::size_t bar) {
        const double from = m_score.grid.bars[bar];
        const double to = from + m_score.grid.beatsInBar(bar);
        const int unit = compound() ? 18 : kDivisions;
        std::string out;
        for (const ScoreChord& chord : m_score.chords) {
            if (chord.beat >= from - 0.01 && chord.beat < to - 0.01) {
                out += harmonyXml(chord, static_cast<int>(std::lround((chord.beat - from) * unit)));
            }
        }
        return out;
    }

    const Score& m_score;
    const ScorePart& m_part;
    std::string m_id;
    bool m_first;
    int m_beats = 0;
    double m_bpm = 1e-9;
};

std::string drumInstruments(const std::string& id, const ScorePart& part) {
    std::string names;
    std::string sounds;
    std::set<int> keys;
    for (const ScoreNote& note : part.notes) {
        keys.insert(note.pitch);
    }
    for (const int key : keys) {
        const std::string instrument = id + "-I" + std::to_string(key);
        names += "<score-instrument id=\"" + instrument + "\">" + element("instrument-name", drumName(key)) +
                 "</score-instrument>";
        sounds += "<midi-instrument id=\"" + instrument + "\">" + element("midi-channel", 10) +
                  element("midi-unpitched", key + 1) + "</midi-instrument>";
    }
    return names + sounds;
}

std::string partList(const Score& score) {
    std::string out = "<part-list>\n";
    for (std::size_t i = 0; i < score.parts.size(); ++i) {
        const ScorePart& part = score.parts[i];
        const std::string id = PartWriter::partId(i);
        out += "<score-part id=\"" + id + "\">" + element("part-name", escaped(part.name));
        if (part.drums()) {
            out += drumInstruments(id, part);
        } else {
            out += "<score-instrument id=\"" + id + "-I1\">" + element("instrument-name", programName(part.program)) +
                   "</score-instrument><midi-instrument id=\"" + id + "-I1\">" + element("midi-program", part.program + 1) +
                   "</midi-instrument>";
        }
        out += "</score-part>\n";
    }
    return out + "</part-list>\n";
}

} // namespace

std::string musicXml(const Score& score) {
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE score-partwise PUBLIC \"-//Recordare//DTD MusicXML 4.0 "
        "Partwise//EN\" \"http://www.musicxml.org/dtds/partwise.dtd\">\n<score-partwise version=\"4.0\">\n";
    out += element("work", element("work-title", escaped(score.title))) + "\n" + partList(score);
    std::size_t first = 0;
    while (first + 1 < score.parts.size() && score.parts[first].drums()) {
        ++first;
    }
    for (std::size_t i = 0; i < score.parts.size(); ++i) {
        out += PartWriter(score, i, i == first).xml();
    }
    return out + "</score-partwise>\n";
}

} // namespace morphony
