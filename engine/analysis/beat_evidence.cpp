// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/beat_evidence.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {

constexpr std::size_t kBands = BeatSpectrogram::kBands;
constexpr std::array<std::size_t, 13> kRangeEdges{0, 3, 6, 10, 15, 22, 32, 44, 58, 76, 96, 116, 136};
constexpr std::size_t kAround = 400;    ///< frames to either side of the mean rise: eight seconds
constexpr double kQuiet = 0.003;        ///< added to that mean, so that silence does not rise
constexpr double kLowestPitchHz = 90.0; ///< below, a frame of 64 ms cannot tell semitones
constexpr double kHighestPitchHz = 2'200.0;
constexpr double kHighestBassHz = 220.0;
constexpr float kLeastProbability = 1e-3F; ///< added to a probability before its log
constexpr double kSilent = 1e-3;

struct Change {
    std::size_t reach; ///< frames before and after
    float weight;
};
constexpr std::array<Change, 2> kChordChanges{{{15, 3.0F}, {40, 3.0F}}};
constexpr std::array<Change, 2> kBassChanges{{{10, 2.0F}, {30, 2.0F}}};

/// Running sums of rows of `columns` values: sums of any stretch in no time.
class StretchSums {
public:
    StretchSums(std::span<const float> rows, std::size_t columns, std::size_t from, std::size_t to)
        : m_columns(columns), m_from(from), m_to(to), m_sums((to - from + 1) * columns, 0.0) {
        for (std::size_t t = from; t < to; ++t) {
            for (std::size_t c = 0; c < columns; ++c) {
                const std::size_t at = (t - from) * columns + c;
                m_sums[at + columns] = m_sums[at] + rows[t * columns + c];
            }
        }
    }

    [[nodiscard]] double sum(std::size_t column, std::size_t begin, std::size_t end) const {
        return m_sums[(end - m_from) * m_columns + column] - m_sums[(begin - m_from) * m_columns + column];
    }

    /// 1 - cosine between what comes before t and what comes from t on; 0 beside silence.
    [[nodiscard]] double change(std::size_t t, std::size_t reach) const {
        const std::size_t begin = std::max(m_from, t - std::min(t, reach));
        const std::size_t end = std::min(m_to, t + reach);
        double product = 0.0;
        double before = 0.0;
        double after = 0.0;
        for (std::size_t c = 0; c < m_columns; ++c) {
            const double b = sum(c, begin, t);
            const double a = sum(c, t, end);
            product += a * b;
            before += b * b;
            after += a * a;
        }
        before = std::sqrt(before);
        after = std::sqrt(after);
        return before > kSilent && after > kSilent ? 1.0 - product / std::max(before * after, 1e-9) : 0.0;
    }

private:
    std::size_t m_columns;
    std::size_t m_from;
    std::size_t m_to;
    std::vector<double> m_sums;
};

} // namespace

BeatEvidence::BeatEvidence(const BeatSpectrogram& spectrogram) {
    for (std::size_t band = 0; band < kBands; ++band) {
        const double hz = spectrogram.bandHz(band);
        if (hz >= kLowestPitchHz && hz <= kHighestPitchHz) {
            const long semitones = std::lround(12.0 * std::log2(hz / 440.0));
            m_pitchBands.push_back(band);
            m_pitchClass.push_back(static_cast<std::size_t>((semitones % 12 + 12) % 12));
        }
        m_bassBands += hz <= kHighestBassHz ? 1 : 0;
    }
}

void BeatEvidence::add(std::span<const float> features, std::span<const BeatNet::Activation> heard) {
    const std::size_t count = features.size() / BeatNet::kFeatures;
    std::array<float, kBands> magnitudes{};
    for (std::size_t t = 0; t < count; ++t) {
        const std::span bands = features.subspan(t * BeatNet::kFeatures, kBands);
        const std::span rises = features.subspan(t * BeatNet::kFeatures + kBands, kBands);
        float total = 0.0F;
        for (std::size_t range = 0; range < kRanges; ++range) {
            float sum = 0.0F;
            for (std::size_t band = kRangeEdges[range]; band < kRangeEdges[range + 1]; ++band) {
                sum += rises[band];
            }
            m_rises.push_back(sum / static_cast<float>(kRangeEdges[range + 1] - kRangeEdges[range]));
            total += m_rises.back();
        }
        m_meanRise.push_back(total / static_cast<float>(kRanges));
        std::ranges::transform(bands, magnitudes.begin(),
                               [](float value) { return std::sqrt(std::max(std::pow(10.0F, value) - 1.0F, 0.0F)); });
        std::array<float, kClasses> chroma{};
        for (std::size_t i = 0; i < m_pitchBands.size(); ++i) {
            chroma[m_pitchClass[i]] += magnitudes[m_pitchBands[i]];
        }
        m_chroma.insert(m_chroma.end(), chroma.begin(), chroma.end());
        m_bass.insert(m_bass.end(), magnitudes.begin(), magnitudes.begin() + static_cast<std::ptrdiff_t>(m_bassBands));
    }
    m_heard.insert(m_heard.end(), heard.begin(), heard.end());
}

BeatActivations BeatEvidence::activations() const {
    BeatActivations activations{BeatSpectrogram::kFramesPerSecond, {}, {}};
    for (const BeatNet::Activation& heard : m_heard) {
        activations.beat.push_back(heard.beat);
        activations.downbeat.push_back(heard.downbeat);
    }
    return activations;
}

std::vector<BeatEvidence::Figures> BeatEvidence::figures(std::size_t from, std::size_t to) const {
    const std::size_t left = from - std::min(from, kAround);
    const std::size_t right = std::min(frames(), to + kAround + 1);
    const StretchSums rise(m_meanRise, 1, left, right);
    const StretchSums chroma(m_chroma, kClasses, left, right);
    const StretchSums bass(m_bass, m_bassBands, left, right);
    std::vector<Figures> out;
    out.reserve(to - from);
    for (std::size_t t = from; t < to; ++t) {
        const std::size_t begin = t - std::min(t, kAround);
        const std::size_t end = std::min(frames(), t + kAround + 1);
        const double mean = rise.sum(0, begin, end) / static_cast<double>(end - begin);
        const auto risen = [&](std::size_t first, std::size_t last) {
            double sum = 0.0;
            for (std::size_t range = first; range < last; ++range) {
                sum += std::log1p(2.0 * m_rises[t * kRanges + range] / (mean + kQuiet));
            }
            return static_cast<float>(sum / static_cast<double>(last - first));
        };
        const auto changed = [t](const StretchSums& sums, const Change& change) {
            return change.weight * static_cast<float>(sums.change(t, change.reach));
        };
        const BeatNet::Activation heard = m_heard[t];
        out.push_back({std::log(heard.beat + heard.downbeat + kLeastProbability),
                       std::log(heard.downbeat + kLeastProbability), risen(0, 3), risen(3, 8), risen(8, kRanges),
                       changed(chroma, kChordChanges[0]), changed(chroma, kChordChanges[1]), changed(bass, kBassChanges[0]),
                       changed(bass, kBassChanges[1])});
    }
    return out;
}

} // namespace morphony
