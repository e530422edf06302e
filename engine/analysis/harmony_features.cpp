// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/chord_vocabulary.h"
#include "analysis/harmony.h"
#include "dsp/cqt.h"
#include "nn/crema/crema_network.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace morphony {

namespace {

constexpr std::size_t kBins = CremaNetwork::kBins;
/// Below this the transform is made once only: the network has seen as much in training.
constexpr double kTuningWorthwhileCents = 4.0;
constexpr double kLeastTuningConfidence = 0.3;
/// A frame is silent when its highest bin is weaker than that of a sine near -75 dBFS, or 60 dB below the piece's.
constexpr float kSilentMagnitude = 0.008F;
constexpr float kSilentShare = 1e-3F;
constexpr std::size_t kEvidenceReach = 21; ///< frames on both sides: two seconds
constexpr std::size_t kBeliefReach = 10;
constexpr std::size_t kChangeReach = 4;
constexpr std::size_t kChangeBlock = 1'024; ///< frames whose probabilities are in memory twice
constexpr float kLeastProbability = 1e-5F;

float logOf(float probability) { return std::log(std::max(probability, kLeastProbability)); }

/// 0 at `low`, 1 at `high`, straight between.
float rise(float value, float low, float high) { return std::clamp((value - low) / (high - low), 0.0F, 1.0F); }

void fillPosteriors(HarmonyFeatures& features, const CremaNetwork& network, const ChordActivations& found) {
    std::vector<std::optional<std::size_t>> columns;
    for (const auto& label : network.labels()) {
        columns.push_back(chordOfLabel(label));
    }
    features.frames = found.frames;
    features.chords.assign(found.frames * kChords, 0.0F);
    for (std::size_t t = 0; t < found.frames; ++t) {
        for (std::size_t c = 0; c < columns.size(); ++c) {
            if (columns[c]) {
                features.chords[t * kChords + *columns[c]] = logOf(found.tags[t * ChordActivations::kTags + c]);
            }
        }
    }
    features.pitches.resize(found.pitches.size());
    std::ranges::transform(found.pitches, features.pitches.begin(), [](float p) { return logOf(p) - logOf(1.0F - p); });
    features.basses.resize(found.basses.size());
    std::ranges::transform(found.basses, features.basses.begin(), logOf);
}

std::vector<bool> soundingFrames(std::span<const float> magnitudes) {
    const std::size_t frames = magnitudes.size() / kBins;
    std::vector<float> highest(frames);
    for (std::size_t t = 0; t < frames; ++t) {
        highest[t] = *std::ranges::max_element(magnitudes.subspan(t * kBins, kBins));
    }
    const float least = std::max(kSilentMagnitude, *std::ranges::max_element(highest) * kSilentShare);
    std::vector<bool> sounding(frames);
    std::transform(highest.begin(), highest.end(), sounding.begin(), [least](float value) { return value >= least; });
    return sounding;
}

/// Share of the third-strongest pitch class in the strongest, of the treble or of all that sounds, around every frame: a
/// lone tone has no third.
class PitchClassCount {
public:
    explicit PitchClassCount(std::span<const ChordChroma> chroma) : m_sums(chroma.size() + 1) {
        for (std::size_t t = 0; t < chroma.size(); ++t) {
            m_sums[t + 1] = m_sums[t];
            add(m_sums[t + 1].treble, chroma[t], 0.0);
            add(m_sums[t + 1].all, chroma[t], 1.0);
        }
    }
    [[nodiscard]] float thirdAt(std::size_t t) const {
        const Sums& begin = m_sums[t - std::min(t, kEvidenceReach)];
        const Sums& end = m_sums[std::min(m_sums.size() - 1, t + kEvidenceReach + 1)];
        return std::max(third(begin.treble, end.treble), third(begin.all, end.all));
    }

private:
    using Classes = std::array<double, 12>;
    struct Sums {
        Classes treble{};
        Classes all{};
    };

    static void add(Classes& sums, const ChordChroma& frame, double bassShare) {
        Classes classes{};
        for (std::size_t c = 0; c < 12; ++c) {
            classes[c] = frame.treble[c] + bassShare * frame.bass[c];
        }
        const double total = std::accumulate(classes.begin(), classes.end(), 0.0);
        for (std::size_t c = 0; c < 12 && total > 0.0; ++c) {
            sums[c] += classes[c] / total;
        }
    }
    static float third(const Classes& begin, const Classes& end) {
        Classes around{};
        std::ranges::transform(end, begin, around.begin(), std::minus{});
        std::ranges::sort(around, std::greater{});
        return around[0] > 0.0 ? static_cast<float>(around[2] / around[0]) : 0.0F;
    }

    std::vector<Sums> m_sums; ///< of the frames before
};

/// Mean over two seconds around every frame of the highest log odds that the network gives to any pitch class: about 3 to
/// 5 in music, below 1.5 in noise, drums and silence.
std::vector<float> belief(const std::vector<float>& pitches) {
    const std::size_t frames = pitches.size() / 12;
    std::vector<double> sums(frames + 1);
    for (std::size_t t = 0; t < frames; ++t) {
        sums[t + 1] = sums[t] + *std::ranges::max_element(std::span(pitches).subspan(t * 12, 12));
    }
    std::vector<float> result(frames);
    for (std::size_t t = 0; t < frames; ++t) {
        const std::size_t begin = t - std::min(t, kBeliefReach);
        const std::size_t end = std::min(frames, t + kBeliefReach + 1);
        result[t] = static_cast<float>((sums[end] - sums[begin]) / static_cast<double>(end - begin));
    }
    return result;
}

std::vector<float> evidenceOf(std::span<const float> magnitudes, const HarmonyFeatures& features) {
    auto evidence = belief(features.pitches);
    const auto tonal = tonality(magnitudes);
    const PitchClassCount several(features.chroma);
    const auto sounding = soundingFrames(magnitudes);
    for (std::size_t t = 0; t < evidence.size(); ++t) {
        // either will do: the network takes distorted guitars for notes, and the peaks show a music it does not know
        const float notes = std::max(rise(evidence[t], 1.3F, 2.6F), rise(tonal[t], 0.35F, 0.5F));
        evidence[t] = sounding[t] ? notes * rise(several.thirdAt(t), 0.12F, 0.25F) : 0.0F;
    }
    return evidence;
}

/// Sum over classes of the root of the product of two distributions' shares.
double coefficient(std::span<const double> a, std::span<const double> b) {
    const double sumA = std::accumulate(a.begin(), a.end(), 0.0);
    const double sumB = std::accumulate(b.begin(), b.end(), 0.0);
    if (sumA <= 0.0 || sumB <= 0.0) {
        return 1.0;
    }
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += std::sqrt(a[i] / sumA * (b[i] / sumB));
    }
    return std::min(sum, 1.0);
}

constexpr std::size_t kChangeWidth = kChords + 12;

/// Probabilities of the chords, then the treble's pitch classes, of frames [first, end).
std::vector<double> changeRows(const HarmonyFeatures& features, std::size_t first, std::size_t end) {
    std::vector<double> rows((end - first) * kChangeWidth);
    for (std::size_t t = first; t < end; ++t) {
        double* row = rows.data() + (t - first) * kChangeWidth;
        for (std::size_t c = 0; c < kChords; ++c) {
            row[c] = std::exp(features.chords[t * kChords + c]);
        }
        std::ranges::copy(features.chroma[t].treble, row + kChords);
    }
    return rows;
}

/// Change around the frame in the middle of 2 * kChangeReach + 1 rows.
double changeAt(const double* rows) {
    std::array<double, kChangeWidth> before{};
    std::array<double, kChangeWidth> after{};
    for (std::size_t n = 0; n < kChangeReach; ++n) {
        for (std::size_t i = 0; i < kChangeWidth; ++i) {
            before[i] += rows[n * kChangeWidth + i];
            after[i] += rows[(kChangeReach + 1 + n) * kChangeWidth + i];
        }
    }
    const double chords = coefficient(std::span(before).first(kChords), std::span(after).first(kChords));
    const double classes = coefficient(std::span(before).subspan(kChords), std::span(after).subspan(kChords));
    return 1.0 - 0.5 * (chords + classes);
}

std::vector<float> changesOf(const HarmonyFeatures& features) {
    std::vector<float> changes(features.frames);
    for (std::size_t first = kChangeReach; first + kChangeReach < features.frames; first += kChangeBlock) {
        const std::size_t end = std::min(first + kChangeBlock, features.frames - kChangeReach);
        const auto rows = changeRows(features, first - kChangeReach, end + kChangeReach);
        for (std::size_t t = first; t < end; ++t) {
            const double change = changeAt(rows.data() + (t - first) * kChangeWidth);
            changes[t] = static_cast<float>(change) * features.evidence[t];
        }
    }
    return changes;
}

} // namespace

HarmonyFeatures harmonyFeatures(const AudioSource& mono, const JobContext& context) {
    HarmonyFeatures features;
    features.seconds = mono.seconds();
    CqtShape shape;
    auto magnitudes = constantQ(mono, shape, context);
    features.tuning = estimateTuning(magnitudes);
    if (features.tuning.confidence >= kLeastTuningConfidence && std::abs(features.tuning.cents) > kTuningWorthwhileCents) {
        shape.tuningCents = features.tuning.cents;
        magnitudes = constantQ(mono, shape, context);
    }
    const CremaNetwork network(openModel("crema"));
    fillPosteriors(features, network, network.run(magnitudes, context));
    features.chroma = chordChroma(magnitudes, context);
    features.evidence = evidenceOf(magnitudes, features);
    features.changes = changesOf(features);
    return features;
}

} // namespace morphony
