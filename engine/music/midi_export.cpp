// SPDX-License-Identifier: GPL-3.0-or-later
#include "music/midi_export.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace morphony {

namespace {

constexpr int kTicks = 480; // per beat, whatever note value the beat has; see unitTicks()

/// A MIDI tick belongs to the quarter: a dotted quarter has half as many again.
int unitTicks(const Score& score) { return score.grid.beatUnit == 8 ? kTicks * 3 / 2 : kTicks; }

void put(std::string& out, std::uint32_t value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
        out += static_cast<char>(value >> shift & 0xFFU);
    }
}

void putLength(std::string& out, std::uint32_t value) {
    for (int shift = 21; shift > 0; shift -= 7) {
        if (value >> shift != 0) {
            out += static_cast<char>((value >> shift & 0x7FU) | 0x80U);
        }
    }
    out += static_cast<char>(value & 0x7FU);
}

/// Events of one track, in any order; `order` decides between those of one tick.
class Track {
public:
    void add(std::int64_t tick, int order, std::string bytes) {
        m_events.push_back({std::max<std::int64_t>(0, tick), order, std::move(bytes)});
    }

    void meta(std::int64_t tick, int type, const std::string& data) {
        std::string bytes{'\xFF', static_cast<char>(type)};
        putLength(bytes, static_cast<std::uint32_t>(data.size()));
        add(tick, 0, bytes + data);
    }
    void channel(std::int64_t tick, int order, int status, int first, int second = -1) {
        std::string bytes{static_cast<char>(status), static_cast<char>(first)};
        if (second >= 0) {
            bytes += static_cast<char>(second);
        }
        add(tick, order, std::move(bytes));
    }
    [[nodiscard]] std::string chunk() {
        std::ranges::stable_sort(m_events, [](const Event& a, const Event& b) {
            return a.tick != b.tick ? a.tick < b.tick : a.order < b.order;
        });
        std::string body;
        std::int64_t now = 0;
        for (const Event& event : m_events) {
            putLength(body, static_cast<std::uint32_t>(event.tick - now));
            body += event.bytes;
            now = event.tick;
        }
        body += std::string("\x00\xFF\x2F\x00", 4);
        std::string chunk = "MTrk";
        put(chunk, static_cast<std::uint32_t>(body.size()), 4);
        return chunk + body;
    }

private:
    struct Event {
        std::int64_t tick;
        int order;
        std::string bytes;
    };
    std::vector<Event> m_events;
};

constexpr int kTrackName = 0x03;
constexpr int kMarker = 0x06;

void addTempos(Track& track, const Score& score) {
    const double quarters = static_cast<double>(unitTicks(score)) / kTicks;
    double clock = 0.0; // seconds as the rounded tempos make them: rounding is not allowed to add up
    std::uint32_t before = 0;
    for (std::size_t i = 0; i + 1 < score.grid.beats.size(); ++i) {
        const double wanted = std::max(1e-4, score.grid.beats[i + 1] - clock);
        const auto micros = static_cast<std::uint32_t>(std::clamp(std::round(wanted / quarters * 1e6), 1.0, 16777215.0));
        if (micros != before) {
            std::string data;
            put(data, micros, 3);
            track.meta(static_cast<std::int64_t>(i) * unitTicks(score), 0x51, data);
        }
        before = micros;
        clock += micros * quarters / 1e6;
    }
}

void addMeters(Track& track, const Score& score) {
    int before = 0;
    for (std::size_t bar = 0; bar < score.grid.bars.size(); ++bar) {
        const int beats = score.grid.beatsInBar(bar);
        if (beats == before) {
            continue;
        }
        before = beats;
        const bool compound = score.grid.beatUnit == 8;
        const std::string data{static_cast<char>(compound ? beats * 3 : beats), static_cast<char>(compound ? 3 : 2),
                               static_cast<char>(compound ? 36 : 24), 8};
        track.meta(static_cast<std::int64_t>(score.grid.bars[bar]) * unitTicks(score), 0x58, data);
    }
}

std::string conductor(const Score& score) {
    Track track;
    track.meta(0, kTrackName, score.title);
    addTempos(track, score);
    addMeters(track, score);
    if (score.keyFifths) {
        track.meta(0, 0x59, {static_cast<char>(*score.keyFifths), static_cast<char>(score.minor ? 1 : 0)});
    }
    for (const ScoreChord& chord : score.chords) {
        track.meta(std::llround(chord.beat * unitTicks(score)), kMarker, chord.label);
    }
    return track.chunk();
}

void addTuning(Track& track, int channel, double cents) {
    // the bend range is two semitones unless told otherwise, and here it is told
    for (const auto& [controller, value] : {std::pair{101, 0}, {100, 0}, {6, 2}, {38, 0}}) {
        track.channel(0, 0, 0xB0 | channel, controller, value);
    }
    const int bend = std::clamp(8192 + static_cast<int>(std::lround(cents / 200.0 * 8192.0)), 0, 16383);
    track.channel(0, 0, 0xE0 | channel, bend & 0x7F, bend >> 7);
}

std::string partTrack(const Score& score, const ScorePart& part, int channel) {
    Track track;
    track.meta(0, kTrackName, part.name);
    track.channel(0, 0, 0xC0 | channel, part.program);
    if (!part.drums() && std::abs(score.tuningCents) >= 1.0) {
        addTuning(track, channel, score.tuningCents);
    }
    for (const ScoreNote& note : part.notes) {
        const std::int64_t on = std::max<std::int64_t>(0, std::llround(note.beat * unitTicks(score)));
        const std::int64_t off = std::max<std::int64_t>(on + 1, std::llround((note.beat + note.beats) * unitTicks(score)));
        track.channel(on, 2, 0x90 | channel, note.pitch, note.velocity);
        track.channel(off, 1, 0x80 | channel, note.pitch, 0);
    }
    return track.chunk();
}

} // namespace

std::string midiFile(const Score& score) {
    std::string out = "MThd";
    put(out, 6, 4);
    put(out, 1, 2);
    put(out, static_cast<std::uint32_t>(score.parts.size() + 1), 2);
    put(out, kTicks, 2);
    out += conductor(score);
    int next = 0;
    for (const ScorePart& part : score.parts) {
        constexpr int kDrumChannel = 9;
        const int channel = part.drums() ? kDrumChannel : next;
        if (!part.drums()) {
            next = (next + 1) % 16;
            next += next == kDrumChannel ? 1 : 0;
        }
        out += partTrack(score, part, channel);
    }
    return out;
}

} // namespace morphony
