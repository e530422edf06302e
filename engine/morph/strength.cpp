// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/strength.h"

#include "core/parallel.h"
#include "dsp/mel_bands.h"
#include "morph/monotone.h"
#include "morph/structure_distance.h"
#include "morph/timbre_distance.h"

#include <algorithm>
#include <atomic>
#include <complex>
#include <deque>

namespace morphony {

namespace {

constexpr int kSteps = 16;
constexpr double kPlainShare = 0.1;
constexpr double kMostStyleSeconds = 60.0;
/// Less than this share of the way covered is measuring noise.
constexpr double kLeastCovered = 0.02;

/// Audio that somebody else holds.
class BorrowedSource final : public AudioSource {
public:
    BorrowedSource(const AudioBuffer& audio, SampleRate rate) : m_audio(audio), m_rate(rate) {}

    [[nodiscard]] SampleRate sampleRate() const override { return m_rate; }
    [[nodiscard]] int channels() const override { return m_audio.channels(); }
    [[nodiscard]] FrameCount frames() const override { return m_audio.frames(); }
    void read(FrameCount position, AudioView out) const override {
        const FrameRange wanted{position, position + out.frames()};
        const FrameRange there = wanted.clippedTo({0, frames()});
        out.clear();
        if (!there.empty()) {
            out.slice({there.begin - position, there.end - position}).copyFrom(m_audio.view().slice(there));
        }
    }

private:
    const AudioBuffer& m_audio;
    const SampleRate m_rate;
};

using Gains = std::vector<float>;

/// The power spectrum of a mix, mean over the channels.
void mixPower(std::span<const StftAnalyser> layers, const Gains& gains, int channels, std::span<std::complex<float>> sum,
              std::span<float> power) {
    std::ranges::fill(power, 0.0F);
    for (int c = 0; c < channels; ++c) {
        std::ranges::fill(sum, std::complex<float>{});
        auto* out = reinterpret_cast<float*>(sum.data());
        for (std::size_t i = 0; i < layers.size(); ++i) {
            if (gains[i] == 0.0F) {
                continue;
            }
            const auto* in = reinterpret_cast<const float*>(layers[i].bins(c).data());
            for (std::size_t k = 0; k < 2 * sum.size(); ++k) {
                out[k] += gains[i] * in[k];
            }
        }
        addPowerSpectrum(sum, 1.0F / static_cast<float>(channels), power);
    }
}

/// The frames of several mixes of the same layers.
std::vector<StyleFrames> framesOfMixes(std::span<const AudioBuffer> layers, SampleRate rate, std::span<const Gains> mixes,
                                       double limitHz, const ProgressSpan& progress) {
    constexpr FrameCount kBlockFrames = 256;
    const StyleBands bands(limitHz, rate);
    const FrameCount frames = bands.shape().framesFor(layers.front().frames());
    const int channels = layers.front().channels();
    std::vector<StyleFrames> result(mixes.size(), {std::vector<StyleFrame>(static_cast<std::size_t>(frames)), {0}});
    std::deque<BorrowedSource> sources;
    for (const AudioBuffer& layer : layers) {
        sources.emplace_back(layer, rate);
    }
    forFrameBlocks(frames, kBlockFrames, progress, [&](FrameRange block) {
        std::vector<StftAnalyser> analysers;
        analysers.reserve(sources.size());
        for (const BorrowedSource& source : sources) {
            analysers.emplace_back(source, bands.shape());
        }
        std::vector<std::complex<float>> sum(static_cast<std::size_t>(bands.shape().bins()));
        std::vector<float> power(sum.size());
        for (FrameCount t = block.begin; t < block.end; ++t) {
            progress.context.checkCancelled();
            for (StftAnalyser& analyser : analysers) {
                analyser.transform(t);
            }
            for (std::size_t i = 0; i < mixes.size(); ++i) {
                mixPower(analysers, mixes[i], channels, sum, power);
                result[i].frames[static_cast<std::size_t>(t)] = bands.measure(power);
            }
        }
    });
    return result;
}

} // namespace

std::vector<StrengthPoint> measureStrength(const MixLaw& law, std::span<const AudioBuffer> excerpts, SampleRate rate,
                                           const AudioSource& style, JobContext& context) {
    const double limitHz = timbreLimitHz({rate, style.sampleRate()});
    constexpr double kStyleShare = 0.4;
    const StyleFrames ofStyle = styleFrames(style, limitHz, kMostStyleSeconds, {context, 0.0, kStyleShare});
    const TimbreProfile timbre = timbreProfile(ofStyle, context);
    const StructureProfile structure = structureProfile(ofStyle, context);
    MixLaw plain = law;
    plain.calibration = Curve();
    std::vector<Gains> mixes;
    for (int step = 0; step <= kSteps; ++step) {
        plain.gains({static_cast<double>(step) / kSteps, {}, {}, {}}, mixes.emplace_back(excerpts.size()));
    }
    const auto frames = framesOfMixes(excerpts, rate, mixes, limitHz, {context, kStyleShare, 1.0});
    std::vector<StrengthPoint> measured(mixes.size());
    std::atomic<bool> silent{false};
    parallelFor(mixes.size(), [&](std::size_t i) {
        const auto ofTimbre = timbreDistance(timbreProfile(frames[i], context), timbre);
        const auto ofStructure = structureDistance(structureProfile(frames[i], context), structure);
        silent = silent || !ofTimbre || !ofStructure;
        measured[i] = {static_cast<double>(i) / kSteps, ofTimbre.value_or(0.0), ofStructure.value_or(0.0)};
    });
    return silent ? std::vector<StrengthPoint>{} : measured;
}

Curve calibrationFrom(std::span<const StrengthPoint> measured) {
    if (measured.size() < 2) {
        return {};
    }
    std::vector<double> covered;
    for (const StrengthPoint& point : measured) {
        covered.push_back(measured.front().timbre - point.timbre);
    }
    covered = nonDecreasing(covered);
    const double whole = covered.back() - covered.front();
    if (whole < kLeastCovered * measured.front().timbre || whole <= 0.0) {
        return {};
    }
    std::vector<Curve::Point> points;
    for (std::size_t i = 0; i < measured.size(); ++i) {
        const double share = (covered[i] - covered.front()) / whole;
        points.push_back({(1.0 - kPlainShare) * share + kPlainShare * measured[i].strength, measured[i].strength});
    }
    return Curve(std::move(points));
}

std::optional<double> covered(std::span<const StrengthPoint> measured, double StrengthPoint::*distance) {
    if (measured.empty() || measured.front().*distance <= 0.0) {
        return std::nullopt;
    }
    return 1.0 - measured.back().*distance / measured.front().*distance;
}

} // namespace morphony
