// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rhythm_correction.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {

constexpr double kSameTempo = 0.04; ///< as in the definition of Rhythm::tempoConfidence
constexpr int kUsualBar = 4;

/// Index of every downbeat among the beats.
std::vector<std::size_t> downbeatIndices(const Rhythm& rhythm) {
    std::vector<std::size_t> indices;
    for (const double downbeat : rhythm.downbeats) {
        const auto at = std::lower_bound(rhythm.beats.begin(), rhythm.beats.end(), downbeat);
        if (at != rhythm.beats.end()) {
            indices.push_back(static_cast<std::size_t>(at - rhythm.beats.begin()));
        }
    }
    if (indices.empty() && !rhythm.beats.empty()) {
        indices.push_back(0); // beats without bars are counted from the first one
    }
    return indices;
}

void scaleTempo(Rhythm& rhythm, double factor) {
    if (rhythm.tempoBpm) {
        *rhythm.tempoBpm *= factor;
    }
    for (TempoPoint& point : rhythm.tempoCurve) {
        point.bpm *= factor;
    }
}

/// The curve has a point per beat; after the beats have changed it is read at the new ones.
void followBeats(Rhythm& rhythm) {
    if (rhythm.tempoCurve.empty()) {
        return;
    }
    std::vector<TempoPoint> curve;
    curve.reserve(rhythm.beats.size());
    std::size_t at = 0;
    for (const double beat : rhythm.beats) {
        while (at + 1 < rhythm.tempoCurve.size() && rhythm.tempoCurve[at + 1].time <= beat) {
            ++at;
        }
        curve.push_back({beat, rhythm.tempoCurve[at].bpm});
    }
    rhythm.tempoCurve = std::move(curve);
}

} // namespace

Rhythm halfTempo(const Rhythm& rhythm) {
    if (rhythm.beats.size() < 2) {
        return rhythm;
    }
    Rhythm half = rhythm;
    half.beats.clear();
    half.downbeats.clear();
    const std::vector<std::size_t> bars = downbeatIndices(rhythm);
    for (std::size_t i = bars.front() % 2; i < bars.front(); i += 2) {
        half.beats.push_back(rhythm.beats[i]);
    }
    for (std::size_t bar = 0; bar < bars.size(); bar += 2) {
        const std::size_t end = bar + 2 < bars.size() ? bars[bar + 2] : rhythm.beats.size();
        if (!rhythm.downbeats.empty()) {
            half.downbeats.push_back(rhythm.beats[bars[bar]]);
        }
        for (std::size_t i = bars[bar]; i < end; i += 2) {
            half.beats.push_back(rhythm.beats[i]);
        }
    }
    scaleTempo(half, 0.5);
    followBeats(half);
    return half;
}

Rhythm doubleTempo(const Rhythm& rhythm) {
    if (rhythm.beats.size() < 2) {
        return rhythm;
    }
    Rhythm twice = rhythm;
    twice.beats.clear();
    twice.downbeats.clear();
    const std::vector<std::size_t> bars = downbeatIndices(rhythm);
    const auto perBar = static_cast<std::size_t>(std::max(1, rhythm.beatsPerBar));
    std::size_t bar = 0;
    for (std::size_t i = 0; i < rhythm.beats.size(); ++i) {
        while (bar + 1 < bars.size() && bars[bar + 1] <= i) {
            ++bar;
        }
        const double beat = rhythm.beats[i];
        for (std::size_t part = 0; part < 2; ++part) {
            if (part == 1 && i + 1 == rhythm.beats.size()) {
                break; // nothing tells where the last beat ends
            }
            twice.beats.push_back(part == 0 ? beat : (beat + rhythm.beats[i + 1]) / 2.0);
            if (!rhythm.downbeats.empty() && i >= bars[bar] && (2 * (i - bars[bar]) + part) % perBar == 0) {
                twice.downbeats.push_back(twice.beats.back());
            }
        }
    }
    scaleTempo(twice, 2.0);
    followBeats(twice);
    return twice;
}

Rhythm shiftedDownbeats(const Rhythm& rhythm, int beats) {
    if (rhythm.downbeats.empty() || rhythm.beatsPerBar < 1 || beats % rhythm.beatsPerBar == 0) {
        return rhythm;
    }
    const auto perBar = static_cast<std::size_t>(rhythm.beatsPerBar);
    const auto shift = static_cast<std::size_t>((beats % rhythm.beatsPerBar + rhythm.beatsPerBar) % rhythm.beatsPerBar);
    Rhythm shifted = rhythm;
    shifted.downbeats.clear();
    const std::vector<std::size_t> bars = downbeatIndices(rhythm);
    if (bars.front() + shift >= perBar) {
        shifted.downbeats.push_back(rhythm.beats[bars.front() + shift - perBar]);
    }
    for (const std::size_t bar : bars) {
        if (bar + shift < rhythm.beats.size()) {
            shifted.downbeats.push_back(rhythm.beats[bar + shift]);
        }
    }
    return shifted;
}

Rhythm tappedRhythm(const Rhythm& found, double bpm, std::optional<double> beat, double seconds) {
    const auto fits = [&](const Rhythm& rhythm) {
        return rhythm.tempoBpm && !rhythm.beats.empty() && std::abs(bpm / *rhythm.tempoBpm - 1.0) <= kSameTempo;
    };
    for (const Rhythm& candidate : {found, halfTempo(found), doubleTempo(found)}) {
        if (fits(candidate)) {
            return candidate;
        }
    }
    Rhythm tapped;
    tapped.tempoBpm = bpm;
    tapped.tempoConfidence = tapped.beatConfidence = 1.0;
    tapped.downbeatConfidence = found.downbeatConfidence;
    tapped.beatsPerBar = found.beatsPerBar > 0 ? found.beatsPerBar : kUsualBar;
    tapped.meter = found.meter.empty() ? std::to_string(kUsualBar) + "/4" : found.meter;
    const double interval = 60.0 / bpm;
    const double anchor = beat ? *beat : !found.downbeats.empty() ? found.downbeats.front() : 0.0;
    const double first = anchor - std::floor(anchor / interval) * interval;
    // counted, not summed up, so that errors do not add up over hours
    for (std::size_t i = 0; first + static_cast<double>(i) * interval < seconds; ++i) {
        tapped.beats.push_back(first + static_cast<double>(i) * interval);
        tapped.tempoCurve.push_back({tapped.beats.back(), bpm});
    }
    const auto before = static_cast<std::size_t>(std::llround((anchor - first) / interval));
    for (std::size_t i = before % static_cast<std::size_t>(tapped.beatsPerBar); i < tapped.beats.size();
         i += static_cast<std::size_t>(tapped.beatsPerBar)) {
        tapped.downbeats.push_back(tapped.beats[i]);
    }
    return tapped;
}

} // namespace morphony
