// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/melody.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

namespace morphony {

namespace {

constexpr double kCell = 0.01; ///< seconds, in which notes are compared with what sounds beside them
constexpr double kLongestRest =
    6.0;                        ///< seconds between the starts of neighbours; after it the line begins anew, at any pitch
constexpr double kChord = 0.03; ///< notes that start closer together are one chord, of which the line takes one note

// What a second of a note is worth, and what a step of the line costs. Found by a random search on five pieces (Debian's
// simutrans-data 01, 12, 16, 18 and 20) whose MIDI files name the leading track.
constexpr double kClear = 0.549;      ///< times velocity / 127
constexpr double kOnTop = 0.318;      ///< times the share of the note's time when nothing higher sounds
constexpr double kLoud = 1.488;       ///< times its velocity by that of the clearest note beside it
constexpr double kOctave = 0.338;     ///< times octaves above middle C, two at most
constexpr double kBase = 1.162;       ///< off
constexpr double kLeapOctave = 0.162; ///< per octave between neighbours, two at most
constexpr double kStep = 0.018;       ///< per note

/// The highest pitch and the highest velocity that sound in each cell of time.
struct Cells {
    std::vector<std::uint8_t> pitch;
    std::vector<std::uint8_t> velocity;

    struct Range {
        std::size_t begin, end;
    };
    static Range of(const Note& note) {
        const auto begin = static_cast<std::size_t>(std::max(0.0, note.start) / kCell);
        return {begin, std::max(begin + 1, static_cast<std::size_t>(std::max(0.0, note.end) / kCell))};
    }

    explicit Cells(std::span<const Note> notes) {
        for (const Note& note : notes) {
            const Range range = of(note);
            if (range.end > pitch.size()) {
                pitch.resize(range.end);
                velocity.resize(range.end);
            }
            for (std::size_t cell = range.begin; cell < range.end; ++cell) {
                pitch[cell] = std::max(pitch[cell], static_cast<std::uint8_t>(note.pitch));
                velocity[cell] = std::max(velocity[cell], static_cast<std::uint8_t>(note.velocity));
            }
        }
    }
};

/// What a second of the note is worth to the line; below 0 it does not belong there.
double worth(const Note& note, const Cells& cells) {
    const Cells::Range range = Cells::of(note);
    double onTop = 0.0;
    double loud = 0.0;
    for (std::size_t cell = range.begin; cell < range.end; ++cell) {
        onTop += cells.pitch[cell] <= note.pitch ? 1.0 : 0.0;
        loud += static_cast<double>(note.velocity) / std::max<int>(1, cells.velocity[cell]);
    }
    const auto count = static_cast<double>(range.end - range.begin);
    return kClear * note.velocity / 127.0 + kOnTop * onTop / count + kLoud * loud / count +
           kOctave * std::clamp((note.pitch - 60) / 12.0, -2.0, 2.0) - kBase;
}

double stepCost(const Note& from, const Note& to) {
    return kStep + kLeapOctave * std::min(std::abs(to.pitch - from.pitch), 24) / 12.0;
}

} // namespace

std::vector<Note> melodyFrom(std::span<const Note> notes, JobContext& context) {
    const Cells cells(notes);
    std::vector<double> worths(notes.size());
    std::vector<double> best(notes.size()); ///< of all lines that end with this note
    std::vector<std::optional<std::size_t>> before(notes.size());
    std::optional<std::size_t> last;
    std::optional<std::size_t> longAgo; ///< end of the best line that is kLongestRest back
    std::size_t recent = 0;             ///< first note that is not
    for (std::size_t i = 0; i < notes.size(); ++i) {
        context.checkCancelled();
        const Note& note = notes[i];
        worths[i] = worth(note, cells);
        double most = 0.0; // the line may begin here
        const auto follow = [&](std::size_t j, double cost) {
            const double cutOff = std::max(0.0, notes[j].end - note.start);
            const double line = best[j] - worths[j] * cutOff - cost;
            if (line > most) {
                most = line;
                before[i] = j;
            }
        };
        for (; notes[recent].start <= note.start - kLongestRest; ++recent) {
            longAgo = longAgo && best[*longAgo] >= best[recent] ? longAgo : recent;
        }
        if (longAgo) {
            follow(*longAgo, kStep);
        }
        for (std::size_t j = recent; j < i && notes[j].start < note.start - kChord; ++j) {
            follow(j, stepCost(notes[j], note));
        }
        best[i] = most + worths[i] * (note.end - note.start);
        if (best[i] > (last ? best[*last] : 0.0)) {
            last = i;
        }
    }
    std::vector<Note> line;
    for (std::optional<std::size_t> i = last; i; i = before[*i]) {
        Note note = notes[*i];
        if (!line.empty()) {
            note.end = std::min(note.end, line.back().start);
        }
        line.push_back(note);
    }
    std::ranges::reverse(line);
    return line;
}

} // namespace morphony
