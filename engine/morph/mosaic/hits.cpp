// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/hits.h"

#include "analysis/onsets.h"
#include "dsp/mel_bands.h"
#include "dsp/stft.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {

constexpr StftShape kShape{1024, 256};
constexpr FrameCount kFramesBefore = 1;
constexpr FrameCount kFramesAfter = 10;
constexpr float kLeastPower = 1e-10F;
constexpr float kSpread = 3.0F;        // dB added to a band's deviation: one that never changes tells nothing
constexpr float kLeastLevelDb = 24.0F; // under the loudest
constexpr float kLargestGainDb = 20.0F;
constexpr std::size_t kFewestHits = 8;
constexpr double kLongest = 0.35; // seconds
constexpr double kShortest = 0.05;
constexpr double kLead = 0.005; // played before the rise: the attack's own beginning
constexpr double kFadeIn = 0.0015;
constexpr double kFadeOut = 0.018;

/// Frame of the steepest rise of energy within 20 ms of `near`.
FrameCount steepestRise(const AudioSource& source, FrameCount near) {
    const double scale = source.sampleRate().hz / 44'100.0;
    const auto step = std::max<FrameCount>(1, std::llround(64.0 * scale));
    constexpr int kReach = 14; // steps either way, 20 ms
    constexpr int kSide = 4;   // steps compared before and after
    AudioBuffer part(source.channels(), (2 * kReach + 2 * kSide) * step);
    const FrameCount begin = near - (kReach + kSide) * step;
    source.read(begin, part.view());
    std::vector<double> energy(2 * kReach + 2 * kSide, 0.0);
    double loudest = 0.0;
    for (std::size_t i = 0; i < energy.size(); ++i) {
        for (int c = 0; c < part.channels(); ++c) {
            for (FrameCount k = 0; k < step; ++k) {
                const double sample = part.channel(c)[static_cast<std::size_t>(static_cast<FrameCount>(i) * step + k)];
                energy[i] += sample * sample;
            }
        }
        loudest = std::max(loudest, energy[i]);
    }
    std::size_t best = kReach + kSide;
    double steepest = 0.0;
    for (std::size_t i = kSide; i + kSide <= energy.size(); ++i) {
        double before = 0.02 * loudest;
        double after = 0.0;
        for (std::size_t k = 1; k <= kSide; ++k) {
            before += energy[i - k];
            after += energy[i + k - 1];
        }
        if (after / before > steepest * 1.0001) {
            steepest = after / before;
            best = i;
        }
    }
    return begin + static_cast<FrameCount>(best) * step;
}

struct Standardised {
    std::vector<std::array<float, Hit::kBands>> vectors;
};

Standardised standardised(std::span<const Hit> hits) {
    std::array<double, Hit::kBands> mean{};
    std::array<double, Hit::kBands> squares{};
    for (const Hit& hit : hits) {
        for (std::size_t k = 0; k < Hit::kBands; ++k) {
            mean[k] += hit.bands[k] / static_cast<double>(hits.size());
        }
    }
    for (const Hit& hit : hits) {
        for (std::size_t k = 0; k < Hit::kBands; ++k) {
            squares[k] += (hit.bands[k] - mean[k]) * (hit.bands[k] - mean[k]) / static_cast<double>(hits.size());
        }
    }
    Standardised result;
    for (const Hit& hit : hits) {
        auto& vector = result.vectors.emplace_back();
        for (std::size_t k = 0; k < Hit::kBands; ++k) {
            vector[k] = static_cast<float>((hit.bands[k] - mean[k]) / (std::sqrt(squares[k]) + kSpread));
        }
    }
    return result;
}

float apart(const std::array<float, Hit::kBands>& a, const std::array<float, Hit::kBands>& b) {
    float sum = 0.0F;
    for (std::size_t k = 0; k < a.size(); ++k) {
        sum += (a[k] - b[k]) * (a[k] - b[k]);
    }
    return sum / Hit::kBands;
}

/// Chooses for one source hit after the other.
class Drummer {
public:
    explicit Drummer(std::span<const Hit> hits) : m_vectors(standardised(hits).vectors), m_used(hits.size(), 0.0F) {}

    std::size_t answer(const std::array<float, Hit::kBands>& wanted) {
        constexpr float kTired = 0.15F; // cost of having just been used
        constexpr float kFresh = 0.8F;  // of which so much is left after every further hit
        constexpr float kInOrder = 0.3F;
        std::size_t best = 0;
        float least = 1e30F;
        for (std::size_t j = 0; j < m_vectors.size(); ++j) {
            const float cost = apart(wanted, m_vectors[j]) + kTired * m_used[j] - (j == m_next ? kInOrder : 0.0F);
            if (cost < least) {
                least = cost;
                best = j;
            }
        }
        for (float& used : m_used) {
            used *= kFresh;
        }
        m_used[best] += 1.0F;
        m_next = best + 1;
        return best;
    }

private:
    std::vector<std::array<float, Hit::kBands>> m_vectors;
    std::vector<float> m_used;
    std::size_t m_next = 0;
};

} // namespace

std::vector<FrameCount> refinedOnsets(const AudioSource& coarse, const AudioSource& fine, const ProgressSpan& progress) {
    std::vector<FrameCount> onsets;
    for (const double time : pickOnsets(onsetStrength(coarse, progress))) {
        progress.context.checkCancelled();
        const FrameCount at =
            std::clamp<FrameCount>(steepestRise(fine, framesOf(time, coarse.sampleRate())), 0, coarse.frames());
        if (onsets.empty() || at > onsets.back() + framesOf(0.02, coarse.sampleRate())) {
            onsets.push_back(at);
        }
    }
    return onsets;
}

std::vector<Hit> hitsAt(const AudioSource& percussive, std::span<const FrameCount> frames, double limitHz,
                        JobContext& context) {
    const StftShape shape = kShape.scaledTo(percussive.sampleRate());
    const MelBands mel(shape.size, percussive.sampleRate(), {Hit::kBands, 60.0, std::min(18'000.0, limitHz)});
    StftAnalyser analyser(percussive, shape);
    std::vector<float> power(static_cast<std::size_t>(shape.bins()));
    std::vector<Hit> hits;
    for (const FrameCount at : frames) {
        context.checkCancelled();
        Hit hit{at, 0.0F, {}};
        const FrameCount first = std::max<FrameCount>(0, at / shape.hop - kFramesBefore);
        const FrameCount end = std::min(analyser.frameCount(), at / shape.hop + kFramesAfter);
        std::ranges::fill(power, 0.0F);
        for (FrameCount t = first; t < end; ++t) {
            analyser.transform(t);
            for (int c = 0; c < percussive.channels(); ++c) {
                addPowerSpectrum(analyser.bins(c), 1.0F / static_cast<float>(percussive.channels() * (end - first)), power);
            }
        }
        mel.energies(power, hit.bands);
        float total = kLeastPower;
        for (float& band : hit.bands) {
            total += band;
            band = 10.0F * std::log10(band + kLeastPower);
        }
        hit.level = 10.0F * std::log10(total);
        hits.push_back(hit);
    }
    return hits;
}

std::vector<Placement> answerHits(std::span<const Hit> source, std::span<const Hit> style, const StyleMaterial& material,
                                  FrameCount sourceFrames) {
    if (style.size() < kFewestHits || source.empty()) {
        return {};
    }
    const SampleRate rate = material.percussive->sampleRate();
    const auto frames = [rate](double seconds) { return framesOf(seconds, rate); };
    const auto wanted = standardised(source).vectors;
    const float loudest = std::ranges::max_element(source, {}, &Hit::level)->level;
    Drummer drummer(style);
    std::vector<Placement> placements;
    for (std::size_t i = 0; i < source.size(); ++i) {
        const std::size_t j = drummer.answer(wanted[i]);
        if (source[i].level < loudest - kLeastLevelDb) {
            continue;
        }
        const FrameCount begin = style[j].at - frames(kLead);
        FrameCount end = std::min(style[j].at + frames(kLongest), material.sectionAt(style[j].at).end);
        if (j + 1 < style.size()) {
            end = std::min(end, style[j + 1].at - frames(kLead) / 2); // the style's next hit is another one
        }
        const FrameCount untilNext = (i + 1 < source.size() ? source[i + 1].at : sourceFrames) - source[i].at;
        end = std::min(end, std::max(style[j].at + frames(kShortest), style[j].at + untilNext));
        const FrameCount length = end - begin;
        if (length < frames(kLead) + frames(kFadeIn)) {
            continue;
        }
        const float gainDb = std::clamp(source[i].level - style[j].level, -kLargestGainDb, kLargestGainDb);
        placements.push_back({source[i].at - frames(kLead), length, static_cast<double>(begin), 1.0,
                              static_cast<float>(gainFromDb(gainDb)), frames(kFadeIn),
                              std::min(frames(kFadeOut), length / 3)});
    }
    return placements;
}

} // namespace morphony
