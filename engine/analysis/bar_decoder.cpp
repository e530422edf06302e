// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/bar_decoder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

namespace morphony {

namespace {

constexpr double kFps = 100.0; ///< a beat's length must be finer than the networks' 20 ms
constexpr float kNever = -1e9F;
constexpr std::size_t kHistorySeconds = 80;
constexpr std::size_t kRenormaliseEvery = 4'096; ///< frames; keeps the scores where floats are fine

/// A place in a bar: (beats per bar, index of the beat).
struct Place {
    int beats;
    int index;
};
constexpr std::array<Place, 9> kPlaces{{{4, 0}, {4, 1}, {4, 2}, {4, 3}, {3, 0}, {3, 1}, {3, 2}, {2, 0}, {2, 1}}};
constexpr std::array<std::size_t, 3> kFirst{0, 4, 7};
constexpr std::array<std::size_t, 3> kLast{3, 6, 8};

/// Where a beat came from: place and index of the length of the one before.
constexpr std::uint16_t kNowhere = 0xFFFF;
constexpr std::uint16_t link(std::size_t place, std::size_t length) {
    return static_cast<std::uint16_t>(place << 8U | length);
}

/// A state at a beat: it begins on `frame`, at `place`, and lasts lengths[length] frames.
struct Node {
    std::size_t frame;
    std::size_t place;
    std::size_t length;
};

class Decoder {
public:
    Decoder(const BeatActivations& activations, const BarModel& model)
        : m_model(model), m_frames(frameCount(activations)) {
        makeLengths();
        makeGains(activations);
        const std::size_t slots = m_lengths.back() + 1;
        m_scores.assign(slots * row(), kNever);
        m_slots = slots;
        m_history = static_cast<std::size_t>(kHistorySeconds * kFps);
        m_links.assign(m_history * row(), kNowhere);
        m_arrivals.assign(row(), kNever);
    }

    DecodedBars run(const JobContext& context) {
        for (std::size_t t = 0; t < m_frames; ++t) {
            if (t % 256 == 0) {
                context.checkCancelled();
            }
            step(t);
            if (t % kRenormaliseEvery == kRenormaliseEvery - 1) {
                renormalise();
            }
            if (t + 1 == m_frames || (t + 1 - m_traced >= m_history)) {
                trace(t, t + 1 == m_frames ? t + 1 : t + 1 - m_history / 2);
            }
        }
        return std::move(m_result);
    }

private:
    static std::size_t frameCount(const BeatActivations& activations) {
        return static_cast<std::size_t>(std::floor(static_cast<double>(activations.beat.size()) * kFps /
                                                   activations.framesPerSecond));
    }

    std::size_t row() const { return kPlaces.size() * m_lengths.size(); }

    void makeLengths() {
        const auto shortest = static_cast<std::size_t>(std::lround(60.0 * kFps / m_model.fastestBpm));
        const auto longest = static_cast<std::size_t>(std::lround(60.0 * kFps / m_model.slowestBpm));
        for (std::size_t length = shortest; length <= longest; ++length) {
            m_lengths.push_back(length);
        }
        const std::size_t count = m_lengths.size();
        // m_change[d][j]: log probability of going on with length j after one that is d - reach further
        m_reach = static_cast<std::ptrdiff_t>(0.1 * static_cast<double>(longest)); // beyond, a change costs 10 and more
        m_change.assign(static_cast<std::size_t>(2 * m_reach + 1) * count, kNever);
        m_tempoPrior.resize(count);
        for (std::size_t i = 0; i < count; ++i) {
            double sum = 0.0;
            const auto cost = [&](std::size_t j) {
                return -m_model.tempoSteadiness *
                       std::abs(static_cast<double>(m_lengths[j]) / static_cast<double>(m_lengths[i]) - 1.0);
            };
            for (std::size_t j = 0; j < count; ++j) {
                sum += std::exp(cost(j));
            }
            for (std::size_t j = 0; j < count; ++j) {
                const auto d = static_cast<std::ptrdiff_t>(i) - static_cast<std::ptrdiff_t>(j);
                if (std::abs(d) <= m_reach) {
                    m_change[static_cast<std::size_t>(d + m_reach) * count + j] = static_cast<float>(cost(j) - std::log(sum));
                }
            }
            const double octaves = std::log2(60.0 * kFps / static_cast<double>(m_lengths[i]) / m_model.likelyBpm) /
                                   m_model.tempoPriorOctaves;
            m_tempoPrior[i] = static_cast<float>(-0.5 * octaves * octaves * m_model.tempoPriorWeight);
        }
    }

    /// Running sums of what a frame gains when it is heard as a beat or a downbeat rather than as neither.
    void makeGains(const BeatActivations& activations) {
        constexpr float kFloor = 1e-4F;
        m_beatSum.assign(m_frames + 1, 0.0);
        m_downSum.assign(m_frames + 1, 0.0);
        m_weight.resize(m_frames);
        const std::size_t last = activations.beat.size() - 1;
        for (std::size_t t = 0; t < m_frames; ++t) {
            const double at = static_cast<double>(t) * activations.framesPerSecond / kFps;
            const auto left = std::min(static_cast<std::size_t>(at), last);
            const auto part = static_cast<float>(at - static_cast<double>(left));
            const auto value = [&](const std::vector<float>& v) {
                return v[left] + part * (v[std::min(left + 1, last)] - v[left]);
            };
            const float beat = std::clamp(value(activations.beat), kFloor, 1.0F);
            const float down = std::clamp(value(activations.downbeat), kFloor, 1.0F);
            const double none = std::log(std::max(1.0F - beat - down, kFloor) / static_cast<float>(m_model.beatShare - 1));
            m_beatSum[t + 1] = m_beatSum[t] + std::log(beat) - none;
            m_downSum[t + 1] = m_downSum[t] + std::log(down) - none;
            m_weight[t] = beat + down;
        }
    }

    std::size_t heard(std::size_t length) const {
        return std::max<std::size_t>(1, (length + static_cast<std::size_t>(m_model.beatShare) / 2) /
                                            static_cast<std::size_t>(m_model.beatShare));
    }

    float gain(std::size_t place, std::size_t from, std::size_t length) const {
        const std::size_t end = std::min(from + heard(length), m_frames);
        const auto& sums = kPlaces[place].index == 0 ? m_downSum : m_beatSum;
        return static_cast<float>(sums[end] - sums[from]);
    }

    float* scores(std::size_t frame) { return m_scores.data() + frame % m_slots * row(); }

    void step(std::size_t t) {
        const std::size_t count = m_lengths.size();
        float* now = scores(t);
        std::fill_n(now, row(), kNever);
        std::uint16_t* links = m_links.data() + t % m_history * row();
        std::fill_n(links, row(), kNowhere);
        // beats that end here
        for (std::size_t p = 0; p < kPlaces.size(); ++p) {
            for (std::size_t i = 0; i < count; ++i) {
                const std::size_t length = m_lengths[i];
                float& arrival = m_arrivals[p * count + i];
                arrival = kNever;
                if (t >= length) {
                    const float before = scores(t - length)[p * count + i];
                    arrival = before <= kNever / 2 ? kNever : before + gain(p, t - length, length) + m_tempoPrior[i];
                }
            }
        }
        for (std::size_t p = 0; p < kPlaces.size(); ++p) {
            if (kPlaces[p].index > 0) {
                advance(p - 1, m_arrivals.data() + (p - 1) * count, p, now, links, 0.0F);
            }
        }
        for (std::size_t to = 0; to < kFirst.size(); ++to) {
            const double bar = kPlaces[kFirst[to]].beats == 2   ? m_model.twoBeatPenalty
                               : kPlaces[kFirst[to]].beats == 3 ? m_model.threeBeatPenalty
                                                                : 0.0;
            for (std::size_t from = 0; from < kLast.size(); ++from) {
                const double cost = bar + (from == to ? 0.0 : m_model.meterChangePenalty);
                advance(kLast[from], m_arrivals.data() + kLast[from] * count, kFirst[to], now, links,
                        static_cast<float>(-cost));
            }
        }
        if (t < m_lengths.back()) { // the piece may open anywhere in a bar
            for (std::size_t k = 0; k < row(); ++k) {
                if (now[k] < 0.0F && t < m_lengths[k % count]) {
                    now[k] = 0.0F;
                    links[k] = kNowhere;
                }
            }
        }
    }

    /// Moves the arrivals of place `from` on to place `to`, with a change of tempo.
    void advance(std::size_t from, const float* arrivals, std::size_t to, float* now, std::uint16_t* links, float extra) {
        const auto count = static_cast<std::ptrdiff_t>(m_lengths.size());
        float* out = now + to * m_lengths.size();
        std::uint16_t* outLinks = links + to * m_lengths.size();
        if (*std::max_element(arrivals, arrivals + count) <= kNever / 2) {
            return;
        }
        std::array<float, 256> best{};
        std::array<std::int32_t, 256> bestFrom{};
        std::copy_n(out, count, best.begin());
        bestFrom.fill(-1);
        for (std::ptrdiff_t d = -m_reach; d <= m_reach; ++d) {
            const float* change = m_change.data() + (d + m_reach) * count;
            const std::ptrdiff_t begin = std::max<std::ptrdiff_t>(0, -d);
            const std::ptrdiff_t end = std::min(count, count - d);
            for (std::ptrdiff_t j = begin; j < end; ++j) {
                const float score = arrivals[j + d] + change[j] + extra;
                const auto better = score > best[static_cast<std::size_t>(j)];
                best[static_cast<std::size_t>(j)] = better ? score : best[static_cast<std::size_t>(j)];
                bestFrom[static_cast<std::size_t>(j)] =
                    better ? static_cast<std::int32_t>(j + d) : bestFrom[static_cast<std::size_t>(j)];
            }
        }
        for (std::size_t j = 0; j < m_lengths.size(); ++j) {
            if (bestFrom[j] >= 0) {
                out[j] = best[j];
                outLinks[j] = link(from, static_cast<std::size_t>(bestFrom[j]));
            }
        }
    }

    void renormalise() {
        const float most = *std::ranges::max_element(m_scores);
        for (float& score : m_scores) {
            score = score <= kNever / 2 ? kNever : score - most;
        }
        m_offset += most;
    }

    /// The best beat under way at frame t.
    std::optional<Node> bestNode(std::size_t t, float& score) {
        std::optional<Node> best;
        score = kNever;
        const std::size_t count = m_lengths.size();
        for (std::size_t p = 0; p < kPlaces.size(); ++p) {
            for (std::size_t i = 0; i < count; ++i) {
                for (std::size_t back = 0; back < m_lengths[i] && back <= t; ++back) {
                    const float value = scores(t - back)[p * count + i] + gain(p, t - back, m_lengths[i]);
                    if (value > score) {
                        score = value;
                        best = Node{t - back, p, i};
                    }
                }
            }
        }
        return best;
    }

    /// Follows the links back from frame t and keeps the beats before `until`.
    void trace(std::size_t t, std::size_t until) {
        float score = 0.0F;
        std::optional<Node> node = bestNode(t, score);
        m_result.logLikelihood = m_offset + score;
        std::vector<DecodedBeat> found;
        std::size_t seam = m_lengths.front(); // less than a beat from what was decided before
        while (node && node->frame + 1 > m_decided + (m_result.beats.empty() ? 0 : seam / 2)) {
            if (node->frame < until) {
                found.push_back({beatTime(*node), kPlaces[node->place].index, kPlaces[node->place].beats});
                m_last = std::max(m_last, node->frame);
            }
            if (t - node->frame >= m_history - 1) {
                break;
            }
            const std::uint16_t from = m_links[node->frame % m_history * row() + node->place * m_lengths.size() + node->length];
            if (from == kNowhere) {
                break;
            }
            const Node before{0, static_cast<std::size_t>(from >> 8U), static_cast<std::size_t>(from & 0xFFU)};
            node = Node{node->frame - m_lengths[before.length], before.place, before.length};
        }
        m_result.beats.insert(m_result.beats.end(), found.rbegin(), found.rend());
        m_decided = m_last + 1;
        m_traced = until;
    }

    /// Where in the part of the beat that is heard the activation stands: its centre of gravity.
    double beatTime(const Node& node) const {
        double sum = 0.0;
        double moment = 0.0;
        const std::size_t end = std::min(node.frame + heard(m_lengths[node.length]), m_frames);
        for (std::size_t t = node.frame; t < end; ++t) {
            sum += m_weight[t];
            moment += m_weight[t] * static_cast<double>(t);
        }
        return (sum > 0.0 ? moment / sum : static_cast<double>(node.frame)) / kFps;
    }

    const BarModel m_model;
    const std::size_t m_frames;
    std::vector<std::size_t> m_lengths; ///< of a beat, in frames
    std::ptrdiff_t m_reach = 0;
    std::vector<float> m_change;
    std::vector<float> m_tempoPrior;
    std::vector<double> m_beatSum;
    std::vector<double> m_downSum;
    std::vector<float> m_weight;
    std::vector<float> m_scores; ///< ring of rows [place x length]: best chain whose latest beat begins on the frame
    std::size_t m_slots = 0;
    std::vector<std::uint16_t> m_links; ///< ring of rows: where that chain came from
    std::size_t m_history = 0;
    std::vector<float> m_arrivals;
    double m_offset = 0.0;
    std::size_t m_traced = 0;
    std::size_t m_decided = 0;
    std::size_t m_last = 0;
    DecodedBars m_result;
};

} // namespace

DecodedBars decodeBars(const BeatActivations& activations, const BarModel& model, const JobContext& context) {
    if (activations.beat.size() < 2) {
        return {};
    }
    return Decoder(activations, model).run(context);
}

} // namespace morphony
