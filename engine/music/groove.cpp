// SPDX-License-Identifier: GPL-3.0-or-later
#include "music/groove.h"

#include "core/engine_error.h"
#include "music/resource_files.h"

#include <algorithm>
#include <charconv>

namespace morphony {

namespace {

/// Words of one line, with the complaint that names it.
class Line {
public:
    Line(std::string_view text, const std::string& file, int number) : m_file(file), m_number(number) {
        std::size_t at = 0;
        while ((at = text.find_first_not_of(' ', at)) != std::string_view::npos) {
            const std::size_t end = std::min(text.find(' ', at), text.size());
            m_words.push_back(text.substr(at, end - at));
            at = end;
        }
    }
    [[nodiscard]] bool empty() const { return m_words.empty() || m_words.front().front() == '#'; }
    [[nodiscard]] bool more() const { return m_next < m_words.size(); }
    std::string_view word(const char* expected) {
        if (!more()) {
            refuse("ends", expected);
        }
        return m_words[m_next++];
    }
    int number(std::string_view text, const char* expected) const {
        int value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || end != text.data() + text.size()) {
            refuse("has \"" + std::string(text) + "\"", expected);
        }
        return value;
    }
    /// The `count` fields of the next word, split at colons.
    std::vector<std::string_view> fields(std::size_t count, const char* expected) {
        std::string_view rest = word(expected);
        const std::string_view whole = rest;
        std::vector<std::string_view> found;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find(':'), rest.size());
            found.push_back(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        if (found.size() != count) {
            refuse("has \"" + std::string(whole) + "\"", expected);
        }
        return found;
    }
    [[noreturn]] void refuse(const std::string& found, const std::string& expected) const {
        throw EngineError(ErrorKind::InputUnreadable, "The groove file \"" + m_file + "\" " + found + " in line " +
                                                          std::to_string(m_number) + "; expected " + expected + ".");
    }

private:
    const std::string& m_file;
    int m_number;
    std::vector<std::string_view> m_words;
    std::size_t m_next = 0;
};

/// Repeats what a track has in its first `bars` bars until the groove's end.
template <typename Hit>
void repeat(std::vector<Hit>& hits, int bars, const Groove& groove) {
    const std::size_t once = hits.size();
    for (int shift = bars; bars > 0 && shift < groove.bars; shift += bars) {
        for (std::size_t i = 0; i < once; ++i) {
            hits.push_back(hits[i]);
            hits.back().tick += shift * groove.beatsPerBar * kGrooveTicks;
        }
    }
}

void readDrums(Line& line, Groove& groove) {
    constexpr const char* kWanted = "TICK:KEY:VELOCITY";
    while (line.more()) {
        const auto f = line.fields(3, kWanted);
        groove.drums.push_back({line.number(f[0], kWanted), line.number(f[1], kWanted), line.number(f[2], kWanted)});
    }
}

void readTones(Line& line, GrooveTrack& track) {
    constexpr const char* kWanted = "TICK:DURATION:TONE:VELOCITY";
    while (line.more()) {
        const auto f = line.fields(4, kWanted);
        ToneHit hit{line.number(f[0], kWanted), line.number(f[1], kWanted), 0, ToneHit::Counts::ScaleSteps,
                    line.number(f[3], kWanted)};
        std::string_view tone = f[2];
        if (!tone.empty() && (tone.front() == '#' || tone.front() == 'c')) {
            hit.counts = tone.front() == '#' ? ToneHit::Counts::Semitones : ToneHit::Counts::ChordTones;
            tone.remove_prefix(1);
        }
        hit.tone = line.number(tone, kWanted);
        track.tones.push_back(hit);
    }
}

void readChords(Line& line, GrooveTrack& track) {
    constexpr const char* kWanted = "TICK:DURATION:NOTES:VELOCITY";
    track.centre = line.number(line.word("the centre of the voicing"), "the centre of the voicing");
    while (line.more()) {
        const auto f = line.fields(4, kWanted);
        track.chords.push_back({line.number(f[0], kWanted), line.number(f[1], kWanted), line.number(f[2], kWanted),
                                line.number(f[3], kWanted)});
    }
}

} // namespace

bool Groove::swings() const {
    int third = 0;
    int half = 0;
    for (const DrumHit& hit : drums) {
        const int within = hit.tick % kGrooveTicks;
        third += within >= 120 && within <= 136 ? 1 : 0;
        half += within >= 88 && within <= 104 ? 1 : 0;
    }
    return third > half;
}

std::map<std::string, Groove> parseGrooves(std::string_view text, const std::string& fileName) {
    std::map<std::string, Groove> grooves;
    Groove* groove = nullptr;
    int number = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        Line line(text.substr(0, end), fileName, ++number);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty()) {
            continue;
        }
        const std::string_view what = line.word("a word");
        if (what == "groove") {
            const std::string id(line.word("the groove's name"));
            groove = &grooves[id];
            *groove = Groove{id,
                             line.number(line.word("beats in a bar"), "beats in a bar"),
                             line.number(line.word("bars"), "bars"),
                             {},
                             {},
                             false};
            if (groove->beatsPerBar < 1 || groove->bars < 1) {
                line.refuse("has an empty groove", "at least one beat and bar");
            }
        } else if (groove == nullptr) {
            line.refuse("has \"" + std::string(what) + "\"", "\"groove\" first");
        } else if (what == "drums") {
            const int bars = line.number(line.word("bars"), "bars");
            readDrums(line, *groove);
            repeat(groove->drums, bars, *groove);
        } else if (what == "walk") {
            groove->walkingBass = true;
        } else if (what == "bass" || what == "line" || what == "chords") {
            GrooveTrack& track = groove->tracks.emplace_back();
            track.kind = what == "bass"   ? GrooveTrack::Kind::Bass
                         : what == "line" ? GrooveTrack::Kind::Line
                                          : GrooveTrack::Kind::Chords;
            const int bars = line.number(line.word("bars"), "bars");
            track.program = line.number(line.word("a program"), "a program");
            what == "chords" ? readChords(line, track) : readTones(line, track);
            repeat(track.tones, bars, *groove);
            repeat(track.chords, bars, *groove);
        } else {
            line.refuse("has \"" + std::string(what) + "\"", "groove, drums, bass, line, chords or walk");
        }
    }
    return grooves;
}

const std::map<std::string, Groove>& builtInGrooves() {
    static const auto all = parseGrooves(embeddedGrooves().front().content, "grooves.txt");
    return all;
}

} // namespace morphony
