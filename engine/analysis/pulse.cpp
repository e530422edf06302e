// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/pulse.h"

#include "core/parallel.h"
#include "nn/groove/groove_network.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

namespace morphony {

namespace {

constexpr std::size_t kFigures = BeatEvidence::kFigures;
static_assert(kFigures == kGrooveFigures);

constexpr double kSlowestBpm = 38.0;
constexpr double kFastestBpm = 235.0;
constexpr std::size_t kFewestBeats = 8;  ///< fewer make no bars
constexpr double kStretchSeconds = 36.0; ///< as long as the pieces that the network was trained on
constexpr float kLeastSpread = 0.15F;    ///< added to the spread of a figure
constexpr double kLeastEnergy = 1e-3;    ///< added to that of a beat
constexpr double kSameBeat = 0.07;       ///< seconds between beats that are one
constexpr double kSamePulse = 0.8;       ///< share of the beats
constexpr double kDoubt = 1e-3;          ///< probability that a stretch tells nothing true
constexpr double kCaution = 1.15;        ///< by which differences of log probability count less for the certainty: music
                                         ///< without a beat favours some pulse too
constexpr double kLeadIn = 0.6;          ///< beats of the decoder that a pulse may begin before them

/// A pulse made of another one, in beats of that one.
struct Division {
    double step;
    double offset;
};
constexpr double kThird = 1.0 / 3.0;
constexpr std::array<Division, 15> kDivisions{{{1.0, 0.0},
                                               {1.0, 0.5},
                                               {0.5, 0.0},
                                               {0.5, 0.25},
                                               {2.0, 0.0},
                                               {2.0, 1.0},
                                               {2.0 * kThird, 0.0},
                                               {2.0 * kThird, kThird},
                                               {1.5, 0.0},
                                               {1.5, 0.5},
                                               {1.5, 1.0},
                                               {3.0, 0.0},
                                               {3.0, 1.0},
                                               {3.0, 2.0},
                                               {kThird, 0.0}}};

/// Seconds of a place counted in beats; beyond the ends the nearest beat's length goes on.
double timeAt(const std::vector<double>& beats, double place) {
    const auto last = static_cast<double>(beats.size() - 1);
    const auto left = static_cast<std::size_t>(std::clamp(std::floor(place), 0.0, last - 1.0));
    return beats[left] + (place - static_cast<double>(left)) * (beats[left + 1] - beats[left]);
}

std::vector<double> divided(const std::vector<double>& beats, const Division& division) {
    std::vector<double> times;
    double place = division.offset;
    while (place - division.step >= -kLeadIn) {
        place -= division.step;
    }
    for (const auto last = static_cast<double>(beats.size() - 1); place <= last + 1e-6; place += division.step) {
        times.push_back(timeAt(beats, place));
    }
    return times;
}

double medianBpm(const std::vector<double>& times) {
    std::vector<double> lengths;
    for (std::size_t i = 1; i < times.size(); ++i) {
        lengths.push_back(times[i] - times[i - 1]);
    }
    const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
    std::nth_element(lengths.begin(), middle, lengths.end());
    return 60.0 / *middle;
}

/// Frames [from, to) of a piece, their figures with mean 0 and about spread 1.
class Stretch {
public:
    Stretch(const std::vector<BeatEvidence::Figures>& figures, std::size_t from, std::size_t to)
        : m_figures(std::span(figures).subspan(from, to - from)), m_from(from) {
        const auto count = static_cast<double>(m_figures.size());
        for (std::size_t f = 0; f < kFigures; ++f) {
            double sum = 0.0;
            double squares = 0.0;
            for (const BeatEvidence::Figures& frame : m_figures) {
                sum += frame[f];
                squares += static_cast<double>(frame[f]) * frame[f];
            }
            m_mean[f] = static_cast<float>(sum / count);
            const double variance = std::max(0.0, squares / count - (sum / count) * (sum / count));
            m_spread[f] = static_cast<float>(std::sqrt(variance)) + kLeastSpread;
        }
    }

    [[nodiscard]] bool contains(double time) const {
        const double frame = time * BeatSpectrogram::kFramesPerSecond - static_cast<double>(m_from);
        return frame >= 0.0 && frame < static_cast<double>(m_figures.size());
    }

    /// Adds the largest of each figure within a frame of a time to `out`.
    void add(double time, float* out) const {
        const auto last = static_cast<std::ptrdiff_t>(m_figures.size()) - 1;
        const auto middle = static_cast<std::ptrdiff_t>(std::lround(time * BeatSpectrogram::kFramesPerSecond)) -
                            static_cast<std::ptrdiff_t>(m_from);
        for (std::size_t f = 0; f < kFigures; ++f) {
            float most = std::numeric_limits<float>::lowest();
            for (std::ptrdiff_t t = middle - 1; t <= middle + 1; ++t) {
                most = std::max(most, m_figures[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(t, 0, last))][f]);
            }
            out[f] += (most - m_mean[f]) / m_spread[f];
        }
    }

private:
    std::span<const BeatEvidence::Figures> m_figures;
    std::size_t m_from;
    std::array<float, kFigures> m_mean{};
    std::array<float, kFigures> m_spread{};
};

/// What is heard from each beat of a pulse to the next, kGrooveBeat values each.
std::vector<float> heardBeats(const Stretch& stretch, const std::vector<double>& times) {
    std::vector<float> heard((times.size() - 1) * kGrooveBeat, 0.0F);
    for (std::size_t i = 0; i + 1 < times.size(); ++i) {
        for (std::size_t step = 0; step < kGrooveSteps; ++step) {
            const double part = static_cast<double>(step) / static_cast<double>(kGrooveSteps);
            stretch.add(times[i] + part * (times[i + 1] - times[i]), heard.data() + i * kGrooveBeat + step * kFigures);
        }
    }
    return heard;
}

/// The mean of every `period` beats, beat by beat.
std::vector<float> meanBar(const std::vector<float>& heard, std::size_t period) {
    std::vector<float> pattern(period * kGrooveBeat, 0.0F);
    for (std::size_t i = 0; i < heard.size(); ++i) {
        pattern[i % pattern.size()] += heard[i];
    }
    const std::size_t beats = heard.size() / kGrooveBeat;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const std::size_t beat = i / kGrooveBeat;
        pattern[i] /= static_cast<float>((beats - beat + period - 1) / period);
    }
    return pattern;
}

/// How alike beats are that lie the network's lags apart, in what differs from the average beat: correlations.
GrooveRepeats repeatsOf(std::vector<float> away) {
    const std::size_t beats = away.size() / kGrooveBeat;
    const std::vector<float> mean = meanBar(away, 1);
    for (std::size_t i = 0; i < away.size(); ++i) {
        away[i] -= mean[i % kGrooveBeat];
    }
    const auto product = [&](std::size_t lag, bool rhythm) {
        double sum = 0.0;
        for (std::size_t i = lag * kGrooveBeat; i < away.size(); ++i) {
            if ((i % kFigures < kGrooveRhythmFigures) == rhythm) {
                sum += static_cast<double>(away[i]) * away[i - lag * kGrooveBeat];
            }
        }
        return sum / static_cast<double>(beats - lag);
    };
    GrooveRepeats repeats{};
    for (const bool rhythm : {true, false}) {
        const double energy = product(0, rhythm) + kLeastEnergy;
        for (std::size_t k = 0; k < kGrooveLags.size(); ++k) {
            repeats[k + (rhythm ? 0 : kGrooveLags.size())] =
                kGrooveLags[k] < beats ? product(kGrooveLags[k], rhythm) / energy : 0.0;
        }
    }
    return repeats;
}

/// What the network says of a pulse in a stretch.
struct Heard {
    double score = -std::numeric_limits<double>::infinity(); ///< natural logarithm of a likelihood
    std::array<double, kGroovePlaces.size()> places{};       ///< probabilities
};

std::vector<double> timesIn(const Stretch& stretch, const std::vector<double>& all) {
    std::vector<double> times;
    std::ranges::copy_if(all, std::back_inserter(times), [&](double time) { return stretch.contains(time); });
    return times;
}

Heard heardIn(const Stretch& stretch, const std::vector<double>& all) {
    const std::vector<double> times = timesIn(stretch, all);
    if (times.size() < kFewestBeats) {
        return {};
    }
    const std::vector<float> beats = heardBeats(stretch, times);
    const auto scores = grooveScores(meanBar(beats, 4), meanBar(beats, 3), repeatsOf(beats), medianBpm(times));
    const double most = *std::ranges::max_element(scores);
    Heard heard;
    double sum = 0.0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        heard.places[i] = std::exp(scores[i] - most);
        sum += heard.places[i];
    }
    for (double& place : heard.places) {
        place /= sum;
    }
    heard.score = most + std::log(sum);
    return heard;
}

/// Adds a stretch's beats, each with the probability that it opens a bar.
void addBeats(const Stretch& stretch, const std::vector<double>& all, const Heard& heard, Pulse& pulse) {
    const std::vector<double> times = timesIn(stretch, all);
    for (std::size_t i = 0; i < times.size(); ++i) {
        DecodedBeat beat{times[i], 0, 4, 0.0};
        for (std::size_t k = 0; k < heard.places.size(); ++k) {
            const auto period = static_cast<std::size_t>(kGroovePlaces[k].beatsPerBar);
            beat.opensBar += i % period == static_cast<std::size_t>(kGroovePlaces[k].firstBeat) ? heard.places[k] : 0.0;
        }
        pulse.beats.push_back(beat);
    }
}

/// Log probability of each pulse after a stretch, each stretch's say bounded.
void weigh(const std::vector<Heard>& heard, std::vector<double>& sums) {
    double most = -std::numeric_limits<double>::infinity();
    for (const Heard& pulse : heard) {
        most = std::max(most, pulse.score);
    }
    if (!std::isfinite(most)) {
        return;
    }
    double total = 0.0;
    for (const Heard& pulse : heard) {
        total += std::exp(pulse.score - most);
    }
    for (std::size_t i = 0; i < heard.size(); ++i) {
        sums[i] += std::log((1.0 - kDoubt) * std::exp(heard[i].score - most) / total + kDoubt);
    }
}

/// All pulses of all chains at a tempo that music has.
std::vector<std::vector<double>> pulsesOf(const std::vector<std::vector<DecodedBeat>>& chains) {
    std::vector<std::vector<double>> pulses;
    for (const std::vector<DecodedBeat>& chain : chains) {
        if (chain.size() < kFewestBeats) {
            continue;
        }
        std::vector<double> beats;
        std::ranges::transform(chain, std::back_inserter(beats), &DecodedBeat::time);
        for (const Division& division : kDivisions) {
            std::vector<double> times = divided(beats, division);
            if (times.size() >= kFewestBeats && medianBpm(times) >= kSlowestBpm && medianBpm(times) <= kFastestBpm) {
                pulses.push_back(std::move(times));
            }
        }
    }
    return pulses;
}

/// Whether most beats of one are beats of the other too, and the other way round.
bool isTheSame(const std::vector<double>& one, const std::vector<double>& other) {
    const auto shared = std::ranges::count_if(one, [&](double time) {
        const auto after = std::ranges::lower_bound(other, time - kSameBeat);
        return after != other.end() && *after <= time + kSameBeat;
    });
    return static_cast<double>(shared) >= kSamePulse * static_cast<double>(std::max(one.size(), other.size()));
}

/// Of the stretches' mean probabilities, because many unsure stretches make no sure piece.
double certaintyOf(const std::vector<std::vector<double>>& pulses, const std::vector<double>& sums, std::size_t best,
                   double stretches) {
    double total = 0.0;
    double same = 0.0;
    for (std::size_t i = 0; i < pulses.size(); ++i) {
        const double probability = std::exp((sums[i] - sums[best]) / (stretches * kCaution));
        total += probability;
        same += isTheSame(pulses[i], pulses[best]) ? probability : 0.0;
    }
    return same / total;
}

} // namespace

Pulse likeliestPulse(const std::vector<std::vector<DecodedBeat>>& chains, const std::vector<BeatEvidence::Figures>& figures,
                     const JobContext& context) {
    const std::vector<std::vector<double>> pulses = pulsesOf(chains);
    if (pulses.empty()) {
        return {};
    }
    const double seconds = static_cast<double>(figures.size()) / BeatSpectrogram::kFramesPerSecond;
    const auto count = std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(seconds / kStretchSeconds)));
    std::vector<Stretch> stretches;
    std::vector<std::vector<Heard>> heard;
    std::vector<double> sums(pulses.size(), 0.0);
    for (std::size_t s = 0; s < count; ++s) {
        context.checkCancelled();
        stretches.emplace_back(figures, s * figures.size() / count, (s + 1) * figures.size() / count);
        heard.emplace_back(pulses.size());
        parallelFor(pulses.size(), [&](std::size_t i) { heard[s][i] = heardIn(stretches[s], pulses[i]); });
        weigh(heard[s], sums);
    }
    const auto best = static_cast<std::size_t>(std::ranges::max_element(sums) - sums.begin());
    Pulse pulse{{}, certaintyOf(pulses, sums, best, static_cast<double>(count)), {}};
    for (std::size_t s = 0; s < count; ++s) {
        addBeats(stretches[s], pulses[best], heard[s][best], pulse);
        for (std::size_t k = 0; k < kGroovePlaces.size(); ++k) {
            pulse.meters[static_cast<std::size_t>(kGroovePlaces[k].beatsPerBar)] +=
                heard[s][best].places[k] / static_cast<double>(count);
        }
    }
    return pulse;
}

} // namespace morphony
