// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/analysis_correction.h"

#include "analysis/rhythm_correction.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {

Rhythm correctedRhythm(const TrackAnalysis& found, const AnalysisCorrection& correction) {
    Rhythm rhythm = found.rhythm;
    if (correction.tapped && correction.tapped->bpm > 0.0) {
        rhythm = tappedRhythm(rhythm, correction.tapped->bpm, correction.tapped->beat, found.seconds);
    }
    using Step = AnalysisCorrection::Step;
    bool tempo = correction.tapped.has_value();
    bool bars = false;
    for (const Step step : correction.steps) {
        rhythm = step == Step::HalfTempo     ? halfTempo(rhythm)
                 : step == Step::DoubleTempo ? doubleTempo(rhythm)
                                             : shiftedDownbeats(rhythm, 1);
        (step == Step::BarsLater ? bars : tempo) = true;
    }
    if (tempo && !rhythm.beats.empty()) {
        rhythm.tempoConfidence = rhythm.beatConfidence = 1.0;
    }
    if (bars && !rhythm.downbeats.empty()) {
        rhythm.downbeatConfidence = 1.0;
    }
    return rhythm;
}

/// The loudness of new bars from that of the old ones that they cover, power by time; bars past the old ones are left out.
std::vector<double> energyOfBars(const TrackAnalysis& found, const std::vector<double>& downbeats) {
    const std::vector<double>& old = found.rhythm.downbeats;
    const auto endOf = [&](const std::vector<double>& bars, std::size_t i) {
        return i + 1 < bars.size() ? bars[i + 1] : found.seconds;
    };
    std::vector<double> energy;
    std::size_t first = 0;
    for (std::size_t bar = 0; bar < downbeats.size(); ++bar) {
        const double from = downbeats[bar];
        const double to = endOf(downbeats, bar);
        while (first < old.size() && endOf(old, first) <= from) {
            ++first;
        }
        double power = 0.0;
        double time = 0.0;
        for (std::size_t i = first; i < std::min(old.size(), found.energyPerBar.size()) && old[i] < to; ++i) {
            const double overlap = std::min(to, endOf(old, i)) - std::max(from, old[i]);
            power += overlap * std::pow(10.0, found.energyPerBar[i] / 10.0);
            time += overlap;
        }
        if (time <= 0.0) {
            return {}; // a bar of which nothing is known: no list is better than a made-up figure
        }
        energy.push_back(10.0 * std::log10(power / time));
    }
    return energy;
}

} // namespace

void AnalysisCorrection::add(Step step, int beatsPerBar) {
    const Step opposite = step == Step::HalfTempo ? Step::DoubleTempo : Step::HalfTempo;
    if (step != Step::BarsLater && !steps.empty() && steps.back() == opposite) {
        steps.pop_back();
        return;
    }
    if (steps.size() < kMostSteps) {
        steps.push_back(step);
    }
    const auto bar = static_cast<std::size_t>(std::max(1, beatsPerBar));
    if (step == Step::BarsLater && steps.size() >= bar &&
        std::all_of(steps.end() - static_cast<std::ptrdiff_t>(bar), steps.end(),
                    [](Step s) { return s == Step::BarsLater; })) {
        steps.resize(steps.size() - bar); // once round
    }
}

TrackAnalysis corrected(const TrackAnalysis& found, const AnalysisCorrection& correction) {
    TrackAnalysis result = found;
    result.rhythm = correctedRhythm(found, correction);
    if (result.rhythm.downbeats != found.rhythm.downbeats) {
        result.energyPerBar = energyOfBars(found, result.rhythm.downbeats);
    }
    if (correction.key) {
        result.harmony.key = KeySpan{{0.0, found.seconds}, correction.key->tonic, correction.key->minor, 1.0};
        result.harmony.keys = {*result.harmony.key};
    }
    return result;
}

} // namespace morphony
