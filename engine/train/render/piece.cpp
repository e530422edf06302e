// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/render/piece.h"

#include "music/chart.h"
#include "music/player.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace morphony {

namespace {

struct Step {
    int degree;          ///< semitones above the tonic
    const char* quality; ///< mir_eval's
};

struct Progression {
    bool minor;
    std::vector<Step> bars; ///< one chord a bar, four or twelve
};

/// Common progressions of popular music, jazz and blues; the last sixth is held out.
const std::vector<Progression>& book() {
    static const std::vector<Progression> kBook{
        {false, {{0, "maj"}, {7, "maj"}, {9, "min"}, {5, "maj"}}},
        {false, {{0, "maj"}, {9, "min"}, {5, "maj"}, {7, "maj"}}},
        {false, {{9, "min"}, {5, "maj"}, {0, "maj"}, {7, "maj"}}},
        {false, {{0, "maj"}, {5, "maj"}, {7, "maj"}, {5, "maj"}}},
        {false, {{2, "min7"}, {7, "7"}, {0, "maj7"}, {9, "min7"}}},
        {false, {{0, "maj7"}, {9, "7"}, {2, "min7"}, {7, "7"}}},
        {false, {{0, "maj"}, {4, "min"}, {5, "maj"}, {7, "7"}}},
        {false, {{0, "maj"}, {10, "maj"}, {5, "maj"}, {0, "maj"}}},
        {false,
         {{0, "7"},
          {0, "7"},
          {0, "7"},
          {0, "7"},
          {5, "7"},
          {5, "7"},
          {0, "7"},
          {0, "7"},
          {7, "7"},
          {5, "7"},
          {0, "7"},
          {7, "7"}}},
        {false,
         {{0, "7"},
          {5, "7"},
          {0, "7"},
          {0, "7"},
          {5, "7"},
          {5, "7"},
          {0, "7"},
          {9, "7"},
          {2, "min7"},
          {7, "7"},
          {0, "7"},
          {7, "7"}}},
        {true, {{0, "min"}, {8, "maj"}, {3, "maj"}, {10, "maj"}}},
        {true, {{0, "min"}, {10, "maj"}, {8, "maj"}, {7, "maj"}}},
        {true, {{0, "min"}, {5, "min"}, {7, "7"}, {0, "min"}}},
        {true, {{0, "min7"}, {5, "7"}, {0, "min7"}, {5, "7"}}},
        {true, {{2, "hdim7"}, {7, "7"}, {0, "min7"}, {0, "min7"}}},
        {true, {{0, "min"}, {3, "maj"}, {10, "maj"}, {5, "maj"}}},
        {true, {{0, "min"}, {0, "min"}, {8, "maj"}, {10, "maj"}}},
        {false, {{0, "maj"}, {5, "min"}, {0, "maj"}, {7, "7"}}},
        {false, {{0, "maj7"}, {5, "maj7"}, {0, "maj7"}, {5, "maj7"}}},
        {true, {{0, "min7"}, {2, "min7"}, {3, "maj7"}, {2, "min7"}}},
        // held out
        {false, {{5, "maj"}, {0, "maj"}, {7, "maj"}, {9, "min"}}},
        {false, {{0, "maj"}, {2, "7"}, {5, "maj"}, {0, "maj"}}},
        {true, {{0, "min"}, {8, "maj"}, {5, "min"}, {7, "7"}}},
        {true, {{0, "min"}, {10, "maj"}, {0, "min"}, {7, "min"}}},
    };
    return kBook;
}
constexpr int kHeldOut = 4;

constexpr std::array<const char*, 12> kNames{"C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"};

/// Places of notes in a bar of four beats, in beats; a bar of three keeps those before its end.
const std::vector<std::vector<double>> kRhythms{{0, 1, 2, 3},
                                                {0, 2},
                                                {0, 1.5, 2, 3},
                                                {0, 0.5, 1, 2, 3},
                                                {0.5, 1, 1.5, 2.5, 3},
                                                {0, 0.75, 1.5, 2.5},
                                                {0, 1, 1.5, 2, 2.5, 3, 3.5},
                                                {0}};

/// The writer of a piece: chords first, then a melody over them in phrases A A B A.
class Writer {
public:
    Writer(std::uint64_t seed, const PieceOptions& options)
        : m_random(seed, 1), m_options(options), m_beatsPerBar(options.waltz ? 3 : 4), m_beat(60.0 / options.bpm) {
        const int fresh = chartCount() - kHeldOut;
        m_piece.seed = seed;
        m_piece.chart = options.heldOut ? fresh + below(kHeldOut) : below(fresh);
        m_bars = std::max(4, static_cast<int>(std::ceil(options.seconds / (m_beat * m_beatsPerBar) / 4.0)) * 4);
        m_tonic = below(12);
    }

    Piece write() {
        writeRhythm();
        writeChords();
        writeMelody();
        return std::move(m_piece);
    }

private:
    int below(int count) { return static_cast<int>(m_random.below(static_cast<std::size_t>(count))); }
    [[nodiscard]] double barStart(int bar) const { return bar * m_beatsPerBar * m_beat; }
    [[nodiscard]] const Progression& progression() const { return book()[static_cast<std::size_t>(m_piece.chart)]; }
    [[nodiscard]] const Step& step(int bar) const {
        return progression().bars[static_cast<std::size_t>(bar) % progression().bars.size()];
    }

    void writeRhythm() {
        TrackAnalysis& analysis = m_piece.analysis;
        analysis.seconds = barStart(m_bars);
        Rhythm& rhythm = analysis.rhythm;
        rhythm.tempoBpm = m_options.bpm;
        rhythm.tempoConfidence = rhythm.beatConfidence = rhythm.downbeatConfidence = 1.0;
        rhythm.beatsPerBar = m_beatsPerBar;
        rhythm.meter = std::to_string(m_beatsPerBar) + "/4";
        for (int beat = 0; beat < m_bars * m_beatsPerBar; ++beat) {
            rhythm.beats.push_back(beat * m_beat);
            rhythm.tempoCurve.push_back({beat * m_beat, m_options.bpm});
            if (beat % m_beatsPerBar == 0) {
                rhythm.downbeats.push_back(beat * m_beat);
            }
        }
        for (int bar = 0; bar < m_bars; bar += 4) { // A A B A
            analysis.sections.push_back(
                {{barStart(bar), barStart(std::min(bar + 4, m_bars))}, bar / 4 % 4 == 2 ? "B" : "A"});
        }
        for (int bar = 0; bar < m_bars; ++bar) {
            analysis.energyPerBar.push_back(bar / 4 % 4 == 2 ? -14.0 : -16.0);
        }
        analysis.levels.lufs = -15.0;
    }

    void writeChords() {
        Harmony& harmony = m_piece.analysis.harmony;
        const KeySpan key{{0.0, m_piece.analysis.seconds}, m_tonic, progression().minor, 1.0};
        harmony.key = key;
        harmony.keys = {key};
        for (int bar = 0; bar < m_bars; ++bar) {
            const int root = (m_tonic + step(bar).degree) % 12;
            harmony.chords.push_back({{barStart(bar), barStart(bar + 1)},
                                      std::string(kNames[static_cast<std::size_t>(root)]) + ":" + step(bar).quality,
                                      root,
                                      1.0});
        }
    }

    void writeMelody() {
        std::vector<std::vector<double>> rhythms(8); // two phrases of four bars
        for (auto& rhythm : rhythms) {
            rhythm = kRhythms[static_cast<std::size_t>(below(static_cast<int>(kRhythms.size())))];
        }
        int pitch = 67 + below(8);
        for (int bar = 0; bar < m_bars; ++bar) {
            if (below(10) == 0) {
                continue; // a breath
            }
            const bool contrast = bar / 4 % 4 == 2;
            writeBar(bar, rhythms[static_cast<std::size_t>(bar % 4 + (contrast ? 4 : 0))], pitch);
        }
        m_piece.analysis.melody = m_piece.analysis.notes;
    }

    void writeBar(int bar, const std::vector<double>& rhythm, int& pitch) {
        const ChartChord chord = chordFromLabel(m_piece.analysis.harmony.chords[static_cast<std::size_t>(bar)].label);
        for (std::size_t i = 0; i < rhythm.size() && rhythm[i] < m_beatsPerBar; ++i) {
            const double end = i + 1 < rhythm.size() ? std::min<double>(rhythm[i + 1], m_beatsPerBar) : m_beatsPerBar;
            const bool strong = rhythm[i] == std::floor(rhythm[i]) && static_cast<int>(rhythm[i]) % 2 == 0;
            pitch = nearest(std::clamp(pitch + below(9) - 4, 58, 84), chord, strong);
            const double start = barStart(bar) + rhythm[i] * m_beat;
            m_piece.analysis.notes.push_back({start, start + 0.92 * (end - rhythm[i]) * m_beat, pitch, 72 + below(30)});
        }
    }

    /// The nearest tone of the chord, or of the key where the beat is weak.
    [[nodiscard]] int nearest(int pitch, const ChartChord& chord, bool strong) const {
        static constexpr std::array<int, 7> kMajor{0, 2, 4, 5, 7, 9, 11};
        static constexpr std::array<int, 7> kMinor{0, 2, 3, 5, 7, 8, 10};
        const auto fits = [&](int candidate) {
            const auto above = [&](int root) { return ((candidate - root) % 12 + 12) % 12; };
            if (strong) {
                return std::ranges::find(chord.intervals, above(chord.root)) != chord.intervals.end();
            }
            const auto& scale = progression().minor ? kMinor : kMajor;
            return std::ranges::find(scale, above(m_tonic)) != scale.end();
        };
        for (int distance = 0; distance < 7; ++distance) {
            for (const int candidate : {pitch + distance, pitch - distance}) {
                if (fits(candidate)) {
                    return candidate;
                }
            }
        }
        return pitch;
    }

    SeededRandom m_random;
    const PieceOptions& m_options;
    int m_beatsPerBar;
    double m_beat; ///< s
    int m_bars = 0;
    int m_tonic = 0;
    Piece m_piece;
};

} // namespace

int chartCount() { return static_cast<int>(book().size()); }

bool isHeldOutChart(int chart) { return chart >= chartCount() - kHeldOut; }

Piece makePiece(std::uint64_t seed, const PieceOptions& options) { return Writer(seed, options).write(); }

} // namespace morphony
