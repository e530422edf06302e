// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rhythm.h"

#include "analysis/bar_lines.h"
#include "analysis/gather_beat_evidence.h"
#include "core/parallel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

namespace morphony {

namespace {

constexpr std::size_t kFewestBeats = 8;  ///< fewer say nothing about a tempo
constexpr double kSupportBeats = 4.0;    ///< to either side: where none of them is heard, there is no beat
constexpr double kLeastSupport = 0.12;   ///< mean activation around such a beat
constexpr double kFullSupport = 0.55;    ///< mean activation of beats that are beyond doubt
constexpr double kHearing = 0.045;       ///< seconds by which an activation may be off its beat
constexpr double kSurroundings = 0.15;   ///< seconds: less than half a fast beat
constexpr double kTempoTolerance = 0.04; ///< of the piece's tempo: TrackAnalysis' definition
constexpr std::size_t kSmoothing = 2;    ///< beats to either side in the tempo curve
constexpr double kLongestBeat = 60.0;    ///< seconds: none is near
constexpr double kNearBeat = 0.55;       ///< of a usual beat: within a chain of beats, nothing is farther from all
constexpr double kAfterLastOnset = 0.1;  ///< seconds that a beat may follow the last onset

/// Of the rises: steadier, and with less of an opinion on the tempo.
constexpr BeatModel kPulseModel{.tempoSteadiness = 150.0, .tempoPriorWeight = 0.3};

/// Largest activation within kHearing of a time.
double strongest(const std::vector<float>& values, double framesPerSecond, double time) {
    const auto last = static_cast<std::ptrdiff_t>(values.size()) - 1;
    const auto from = std::clamp<std::ptrdiff_t>(std::lround((time - kHearing) * framesPerSecond), 0, last);
    const auto to = std::clamp<std::ptrdiff_t>(std::lround((time + kHearing) * framesPerSecond), from, last);
    return *std::max_element(values.begin() + from, values.begin() + to + 1);
}

/// Mean activation of the frames that a beat at this time leaves free: from kHearing to kSurroundings away.
double around(const BeatActivations& activations, double time) {
    double sum = 0.0;
    double count = 0.0;
    const auto end = static_cast<std::ptrdiff_t>(activations.beat.size());
    const auto reach = std::lround(kSurroundings * activations.framesPerSecond);
    const auto middle = std::lround(time * activations.framesPerSecond);
    for (std::ptrdiff_t t = std::max<std::ptrdiff_t>(0, middle - reach); t < std::min(end, middle + reach + 1); ++t) {
        if (std::abs(static_cast<double>(t) / activations.framesPerSecond - time) > kHearing) {
            sum += activations.beat[static_cast<std::size_t>(t)] + activations.downbeat[static_cast<std::size_t>(t)];
            count += 1.0;
        }
    }
    return count > 0.0 ? sum / count : 0.0;
}

struct HeardBeat {
    DecodedBeat beat;
    double asBeat = 0.0;
    double asDownbeat = 0.0;
    double surroundings = 0.0;

    /// By how much it stands out.
    double support() const { return std::clamp(asBeat + asDownbeat - surroundings, 0.0, 1.0); }
};

std::vector<HeardBeat> heardBeats(const std::vector<DecodedBeat>& decoded, const BeatActivations& activations) {
    std::vector<HeardBeat> beats;
    for (const DecodedBeat& beat : decoded) {
        beats.push_back({beat, strongest(activations.beat, activations.framesPerSecond, beat.time),
                         strongest(activations.downbeat, activations.framesPerSecond, beat.time),
                         around(activations, beat.time)});
    }
    return beats;
}

/// Without the beats that neither they nor their neighbours support.
std::vector<HeardBeat> supportedBeats(const std::vector<HeardBeat>& all) {
    std::vector<HeardBeat> kept;
    const auto reach = static_cast<std::ptrdiff_t>(kSupportBeats);
    const auto count = static_cast<std::ptrdiff_t>(all.size());
    for (std::ptrdiff_t i = 0; i < count; ++i) {
        // the better of what lies before and what lies behind: the beats at the edge of a silence are real
        const auto mean = [&](std::ptrdiff_t from, std::ptrdiff_t to) {
            double sum = 0.0;
            for (std::ptrdiff_t k = from; k <= to; ++k) {
                sum += k >= 0 && k < count ? all[static_cast<std::size_t>(k)].support() : 0.0;
            }
            return sum / static_cast<double>(to - from + 1);
        };
        if (std::max(mean(i - reach, i), mean(i, i + reach)) >= kLeastSupport) {
            kept.push_back(all[static_cast<std::size_t>(i)]);
        }
    }
    return kept;
}

/// The beats of a pulse that lie among the supported ones of another pulse of the same music.
std::vector<DecodedBeat> beatsAmong(const std::vector<HeardBeat>& supported, const std::vector<DecodedBeat>& pulse) {
    std::vector<DecodedBeat> among;
    std::vector<double> lengths;
    for (std::size_t i = 1; i < supported.size(); ++i) {
        lengths.push_back(supported[i].beat.time - supported[i - 1].beat.time);
    }
    if (lengths.empty()) {
        return among;
    }
    const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
    std::ranges::nth_element(lengths, middle);
    for (const DecodedBeat& beat : pulse) {
        const auto after =
            std::ranges::lower_bound(supported, beat.time, {}, [](const HeardBeat& heard) { return heard.beat.time; });
        const double ahead = after != supported.end() ? after->beat.time - beat.time : kLongestBeat;
        const double behind = after != supported.begin() ? beat.time - std::prev(after)->beat.time : kLongestBeat;
        if (std::min(ahead, behind) < kNearBeat * *middle) {
            among.push_back(beat);
        }
    }
    return among;
}

/// A point per beat: the mean length of the beats around it, as far as the chain goes on without a gap.
std::vector<TempoPoint> tempoCurveOf(const std::vector<double>& beats) {
    std::vector<TempoPoint> curve;
    const auto joined = [&](std::size_t i) { // beat i follows beat i - 1 without a pause
        const double length = beats[i] - beats[i - 1];
        return length < 1.3 && (i < 2 || length < 1.7 * (beats[i - 1] - beats[i - 2]));
    };
    for (std::size_t i = 0; i < beats.size(); ++i) {
        std::size_t from = i;
        std::size_t to = i;
        while (from > 0 && i - from < kSmoothing && joined(from)) {
            --from;
        }
        while (to + 1 < beats.size() && to - i < kSmoothing && joined(to + 1)) {
            ++to;
        }
        if (to > from) {
            curve.push_back({beats[i], 60.0 * static_cast<double>(to - from) / (beats[to] - beats[from])});
        }
    }
    return curve;
}

/// The tempo that half of the time is below.
double medianTempo(std::vector<TempoPoint> curve) {
    std::ranges::sort(curve, {}, &TempoPoint::bpm);
    double total = 0.0;
    for (const TempoPoint& point : curve) {
        total += 1.0 / point.bpm; // a beat lasts that long
    }
    double sum = 0.0;
    for (const TempoPoint& point : curve) {
        sum += 1.0 / point.bpm;
        if (sum >= total / 2.0) {
            return point.bpm;
        }
    }
    return curve.empty() ? 0.0 : curve.back().bpm;
}

double shareNear(const std::vector<TempoPoint>& curve, double bpm) {
    double near = 0.0;
    double total = 0.0;
    for (const TempoPoint& point : curve) {
        total += 1.0 / point.bpm;
        near += std::abs(point.bpm / bpm - 1.0) <= kTempoTolerance ? 1.0 / point.bpm : 0.0;
    }
    return total > 0.0 ? near / total : 0.0;
}

/// How clearly bar lines differ from the other beats: 1 when there is no doubt about any, 0 when by chance.
double barClearness(const std::vector<DecodedBeat>& beats) {
    double lines = 0.0;
    double others = 0.0;
    double lineCount = 0.0;
    for (const DecodedBeat& beat : beats) {
        const bool line = beat.indexInBar == 0;
        (line ? lines : others) += beat.opensBar;
        lineCount += line ? 1.0 : 0.0;
    }
    const double otherCount = static_cast<double>(beats.size()) - lineCount;
    return lineCount > 0.0 && otherCount > 0.0 ? std::clamp(lines / lineCount - others / otherCount, 0.0, 1.0) : 0.0;
}

int usualBeatsPerBar(const std::vector<DecodedBeat>& beats) {
    std::map<int, int> votes;
    for (const DecodedBeat& beat : beats) {
        ++votes[beat.beatsPerBar];
    }
    const auto most = std::ranges::max_element(votes, {}, &std::pair<const int, int>::second);
    return most == votes.end() ? 0 : most->first;
}

} // namespace

Rhythm rhythmFrom(const std::vector<DecodedBeat>& decoded, const Pulse& pulse, const BeatActivations& activations) {
    Rhythm rhythm;
    const std::vector<HeardBeat> supported = supportedBeats(heardBeats(decoded, activations));
    const std::vector<DecodedBeat> beats = beatsAmong(supported, pulse.beats);
    if (supported.size() < kFewestBeats || beats.size() < kFewestBeats) {
        return rhythm;
    }
    double support = 0.0;
    for (const HeardBeat& heard : supported) {
        support += heard.support() / static_cast<double>(supported.size());
    }
    const double heardAtAll = std::min(1.0, support / kFullSupport);
    if (heardAtAll < kLeastBeatConfidence) {
        return rhythm;
    }
    rhythm.beatConfidence = kLeastBeatConfidence + pulse.certainty * (heardAtAll - kLeastBeatConfidence);
    for (const DecodedBeat& beat : beats) {
        rhythm.beats.push_back(beat.time);
        if (beat.indexInBar == 0) {
            rhythm.downbeats.push_back(beat.time);
        }
    }
    rhythm.downbeatConfidence = rhythm.beatConfidence * barClearness(beats);
    rhythm.tempoCurve = tempoCurveOf(rhythm.beats);
    rhythm.tempoBpm = medianTempo(rhythm.tempoCurve);
    rhythm.tempoConfidence = rhythm.beatConfidence * shareNear(rhythm.tempoCurve, *rhythm.tempoBpm);
    rhythm.beatsPerBar = usualBeatsPerBar(beats);
    rhythm.meter = rhythm.beatsPerBar == 2 ? "6/8" : std::to_string(rhythm.beatsPerBar) + "/4";
    return rhythm;
}

Rhythm analyseRhythm(const AudioSource& mono, JobContext& context) {
    const BeatEvidence evidence = gatherBeatEvidence(mono, context);
    const std::vector<BeatEvidence::Figures> figures = allFigures(evidence, context);
    const BeatActivations heard = evidence.activations();
    std::array<std::vector<DecodedBeat>, 2> chains;
    parallelFor(chains.size(), [&](std::size_t i) {
        chains[i] = i == 0 ? decodeBeats(weighedByRises(heard, figures), BeatModel{}, context)
                           : decodeBeats(risesAsBeats(figures), kPulseModel, context);
    });
    Pulse pulse = likeliestPulse({chains[0], chains[1]}, figures, context);
    const double end = lastOnset(figures) + kAfterLastOnset;
    std::erase_if(pulse.beats, [end](const DecodedBeat& beat) { return beat.time > end; });
    pulse.beats = withBarLines(pulse, figures);
    return rhythmFrom(chains[0], pulse, heard);
}

} // namespace morphony
