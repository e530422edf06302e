// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/pitch_features.h"

#include "dsp/mel_bands.h"
#include "morph/style_sections.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace morphony {

namespace {

constexpr double kHalfWidth = 0.8; // semitones from the middle of a filter to its end
constexpr float kRangeDb = 60.0F;
constexpr float kHighestDb = 25.0F;
constexpr float kChromaLength = 0.7F;
constexpr float kLeastPower = 1e-10F;

double noteOf(double hz) { return 69.0 + 12.0 * std::log2(hz / 440.0); }
double hzOf(double note) { return 440.0 * std::exp2((note - 69.0) / 12.0); }

void scaleTo(float length, std::span<float> values) {
    float squares = 0.0F;
    for (const float value : values) {
        squares += value * value;
    }
    const float factor = length / (std::sqrt(squares) + 1e-6F);
    for (float& value : values) {
        value *= factor;
    }
}

} // namespace

PitchFeatures::PitchFeatures(SampleRate rate, double tuning) : m_shape(kShape.scaledTo(rate)) {
    const double binHz = static_cast<double>(rate.hz) / m_shape.size;
    const auto bins = static_cast<std::size_t>(m_shape.bins());
    for (int note = kLowest - kNeighbours; note <= kHighest + kNeighbours; ++note) {
        const double centre = note + tuning;
        Filter filter;
        const auto first = static_cast<std::size_t>(std::ceil(hzOf(centre - kHalfWidth) / binHz));
        const auto end = static_cast<std::size_t>(std::floor(hzOf(centre + kHalfWidth) / binHz)) + 1;
        double sum = 0.0;
        for (std::size_t bin = first; bin < std::min(end, bins); ++bin) {
            const double weight =
                std::max(0.0, 1.0 - std::abs(noteOf(static_cast<double>(bin) * binHz) - centre) / kHalfWidth);
            filter.weights.push_back(static_cast<float>(weight));
            sum += weight;
        }
        filter.firstBin = first;
        if (sum < 1.0) { // low notes fall between bins: the two nearest
            const double place = hzOf(centre) / binHz;
            filter.firstBin = static_cast<std::size_t>(place);
            const auto part = static_cast<float>(place - std::floor(place));
            filter.weights = {1.0F - part, part};
            sum = 1.0;
        }
        if (filter.firstBin + filter.weights.size() > bins) {
            filter = {}; // above what the rate can hold: stays at the floor
        }
        for (float& weight : filter.weights) {
            weight /= static_cast<float>(sum);
        }
        m_filters.push_back(std::move(filter));
    }
}

PitchFeatures::Notes PitchFeatures::measure(std::span<const float> power) const {
    constexpr std::size_t kAll = kNotes + 2 * kNeighbours;
    std::array<float, kAll> level{};
    for (std::size_t i = 0; i < kAll; ++i) {
        float sum = 0.0F;
        for (std::size_t b = 0; b < m_filters[i].weights.size(); ++b) {
            sum += m_filters[i].weights[b] * power[m_filters[i].firstBin + b];
        }
        level[i] = 10.0F * std::log10(sum + kLeastPower);
    }
    const float floor = *std::ranges::max_element(level) - kRangeDb;
    for (float& value : level) {
        value = std::max(value, floor);
    }
    Notes notes{};
    constexpr std::size_t kWidth = 2 * kNeighbours + 1;
    for (std::size_t i = 0; i < kNotes; ++i) {
        float sum = 0.0F;
        for (std::size_t j = i; j < i + kWidth; ++j) {
            sum += level[j];
        }
        notes[i] = std::clamp(level[i + kNeighbours] - sum / kWidth, 0.0F, kHighestDb);
    }
    return notes;
}

PitchFeatures::Match PitchFeatures::matchOf(const Notes& notes) {
    Match match{};
    std::ranges::copy(notes, match.begin());
    for (std::size_t i = 0; i < kNotes; ++i) {
        match[kNotes + (static_cast<std::size_t>(kLowest) + i) % 12] += notes[i];
    }
    scaleTo(1.0F, std::span(match).first(kNotes));
    scaleTo(kChromaLength, std::span(match).subspan(kNotes, 12));
    return match;
}

PitchFeatures::Notes PitchFeatures::shifted(const Notes& notes, int semitones) {
    Notes result{};
    for (int i = 0; i < static_cast<int>(kNotes); ++i) {
        const int from = i - semitones;
        if (from >= 0 && from < static_cast<int>(kNotes)) {
            result[static_cast<std::size_t>(i)] = notes[static_cast<std::size_t>(from)];
        }
    }
    return result;
}

double tuningOf(const AudioSource& source, JobContext& context) {
    constexpr double kMostSeconds = 30.0;
    constexpr double kLowestHz = 100.0;
    constexpr double kHighestHz = 2'000.0;
    const StftShape shape = PitchFeatures::kShape.scaledTo(source.sampleRate());
    const double binHz = static_cast<double>(source.sampleRate().hz) / shape.size;
    const auto first = std::max<std::size_t>(1, static_cast<std::size_t>(kLowestHz / binHz));
    const auto end = std::min(static_cast<std::size_t>(kHighestHz / binHz), static_cast<std::size_t>(shape.bins()) - 1);
    StftAnalyser analyser(source, shape);
    std::vector<float> level(static_cast<std::size_t>(shape.bins()));
    std::complex<double> sum;
    for (const FrameRange& range : spreadSections(source.frames(), source.sampleRate().hz, kMostSeconds)) {
        for (FrameCount t = range.begin / shape.hop; t < range.end / shape.hop; t += 4) {
            context.checkCancelled();
            analyser.transform(t);
            powerSpectrum(analyser.bins(0), level);
            for (float& value : level) {
                value = 10.0F * std::log10(value + kLeastPower);
            }
            const float loudest = *std::ranges::max_element(level);
            for (std::size_t b = first; b < end; ++b) {
                if (level[b] > level[b - 1] && level[b] >= level[b + 1] && level[b] > loudest - 40.0F) {
                    const double bend = level[b - 1] - 2.0 * level[b] + level[b + 1];
                    const double place =
                        static_cast<double>(b) + 0.5 * (level[b - 1] - level[b + 1]) / std::min(bend, -1e-6);
                    const double angle = 2.0 * std::numbers::pi * noteOf(place * binHz);
                    sum += std::polar(std::pow(10.0, (level[b] - loudest) / 20.0), angle);
                }
            }
        }
    }
    return std::abs(sum) > 0.0 ? std::arg(sum) / (2.0 * std::numbers::pi) : 0.0;
}

} // namespace morphony
