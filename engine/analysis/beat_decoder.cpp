// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/beat_decoder.h"

#include <algorithm>
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

constexpr std::uint8_t kNowhere = 0xFF; ///< link of the beat that opens a chain

/// A beat in a chain: it begins on `frame` and lasts lengths[length] frames.
struct Node {
    std::size_t frame;
    std::size_t length;
};

class Decoder {
public:
    Decoder(const BeatActivations& activations, const BeatModel& model)
        : m_model(model), m_frames(frameCount(activations)) {
        makeLengths();
        makeGains(activations);
        const std::size_t slots = m_lengths.back() + 1;
        m_scores.assign(slots * m_lengths.size(), kNever);
        m_slots = slots;
        m_history = static_cast<std::size_t>(kHistorySeconds * kFps);
        m_links.assign(m_history * m_lengths.size(), kNowhere);
        m_arrivals.assign(m_lengths.size(), kNever);
        m_from.assign(m_lengths.size(), kNowhere);
    }

    std::vector<DecodedBeat> run(const JobContext& context) {
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
        return static_cast<std::size_t>(
            std::floor(static_cast<double>(activations.beat.size()) * kFps / activations.framesPerSecond));
    }

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
                    m_change[static_cast<std::size_t>(d + m_reach) * count + j] =
                        static_cast<float>(cost(j) - std::log(sum));
                }
            }
            const double octaves =
                std::log2(60.0 * kFps / static_cast<double>(m_lengths[i]) / m_model.likelyBpm) / m_model.tempoPriorOctaves;
            m_tempoPrior[i] = static_cast<float>(-0.5 * octaves * octaves * m_model.tempoPriorWeight);
        }
    }

    /// Running sums of what a frame gains when it is heard as a beat rather than as none.
    void makeGains(const BeatActivations& activations) {
        constexpr float kFloor = 1e-4F;
        m_gains.assign(m_frames + 1, 0.0);
        m_weight.resize(m_frames);
        const std::size_t last = activations.beat.size() - 1;
        for (std::size_t t = 0; t < m_frames; ++t) {
            const double at = static_cast<double>(t) * activations.framesPerSecond / kFps;
            const auto left = std::min(static_cast<std::size_t>(at), last);
            const auto part = static_cast<float>(at - static_cast<double>(left));
            const auto value = [&](const std::vector<float>& v) {
                return v[left] + part * (v[std::min(left + 1, last)] - v[left]);
            };
            const float beat = std::clamp(value(activations.beat) + value(activations.downbeat), kFloor, 1.0F);
            const double none = std::log(std::max(1.0F - beat, kFloor) / static_cast<float>(m_model.beatShare - 1));
            m_gains[t + 1] = m_gains[t] + std::log(beat) - none;
            m_weight[t] = beat;
        }
    }

    std::size_t heard(std::size_t length) const {
        return std::max<std::size_t>(1, (length + static_cast<std::size_t>(m_model.beatShare) / 2) /
                                            static_cast<std::size_t>(m_model.beatShare));
    }

    float gain(std::size_t from, std::size_t length) const {
        return static_cast<float>(m_gains[std::min(from + heard(length), m_frames)] - m_gains[from]);
    }

    float* scores(std::size_t frame) { return m_scores.data() + frame % m_slots * m_lengths.size(); }

    void step(std::size_t t) {
        const std::size_t count = m_lengths.size();
        float* now = scores(t);
        std::fill_n(now, count, kNever);
        std::uint8_t* links = m_links.data() + t % m_history * count;
        std::fill_n(links, count, kNowhere);
        for (std::size_t i = 0; i < count; ++i) { // beats that end here
            const std::size_t length = m_lengths[i];
            const float before = t >= length ? scores(t - length)[i] : kNever;
            m_arrivals[i] = before <= kNever / 2 ? kNever : before + gain(t - length, length) + m_tempoPrior[i];
        }
        advance(now, links);
        for (std::size_t i = 0; i < count && t < m_lengths.back(); ++i) {
            if (now[i] < 0.0F && t < m_lengths[i]) { // the piece may open anywhere in a beat
                now[i] = 0.0F;
                links[i] = kNowhere;
            }
        }
    }

    /// Lets the next beats begin where others end, with a change of tempo.
    void advance(float* now, std::uint8_t* links) {
        const auto count = static_cast<std::ptrdiff_t>(m_lengths.size());
        std::ranges::fill(m_from, kNowhere);
        for (std::ptrdiff_t d = -m_reach; d <= m_reach; ++d) {
            const float* change = m_change.data() + (d + m_reach) * count;
            const std::ptrdiff_t end = std::min(count, count - d);
            for (std::ptrdiff_t j = std::max<std::ptrdiff_t>(0, -d); j < end; ++j) {
                const float score = m_arrivals[static_cast<std::size_t>(j + d)] + change[j];
                int& from = m_from[static_cast<std::size_t>(j)];
                from = score > now[j] ? static_cast<int>(j + d) : from;
                now[j] = std::max(now[j], score);
            }
        }
        std::ranges::transform(m_from, links, [](int from) { return static_cast<std::uint8_t>(from); });
    }

    void renormalise() {
        const float most = *std::ranges::max_element(m_scores);
        for (float& score : m_scores) {
            score = score <= kNever / 2 ? kNever : score - most;
        }
    }

    /// The best beat under way at frame t.
    std::optional<Node> bestNode(std::size_t t) {
        std::optional<Node> best;
        float most = kNever;
        for (std::size_t i = 0; i < m_lengths.size(); ++i) {
            for (std::size_t back = 0; back < m_lengths[i] && back <= t; ++back) {
                if (const float score = scores(t - back)[i] + gain(t - back, m_lengths[i]); score > most) {
                    most = score;
                    best = Node{t - back, i};
                }
            }
        }
        return best;
    }

    /// Follows the links back from frame t and keeps the beats before `until`.
    void trace(std::size_t t, std::size_t until) {
        std::optional<Node> node = bestNode(t);
        std::vector<DecodedBeat> found;
        const std::size_t seam = m_result.empty() ? 0 : m_lengths.front() / 2; // less than a beat from what was decided
        while (node && node->frame + 1 > m_decided + seam) {
            if (node->frame < until) {
                found.push_back({beatTime(*node), 0, 4, 0.0});
                m_last = std::max(m_last, node->frame);
            }
            const std::uint8_t from = m_links[node->frame % m_history * m_lengths.size() + node->length];
            if (from == kNowhere || t - node->frame + m_lengths[from] >= m_history) {
                break;
            }
            node = Node{node->frame - m_lengths[from], from};
        }
        m_result.insert(m_result.end(), found.rbegin(), found.rend());
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

    const BeatModel m_model;
    const std::size_t m_frames;
    std::vector<std::size_t> m_lengths; ///< of a beat, in frames
    std::ptrdiff_t m_reach = 0;
    std::vector<float> m_change;
    std::vector<float> m_tempoPrior;
    std::vector<double> m_gains;
    std::vector<float> m_weight;
    std::vector<float> m_scores; ///< ring of rows, a value per length: best chain whose latest beat begins on the frame
    std::size_t m_slots = 0;
    std::vector<std::uint8_t> m_links; ///< ring of rows: the length of the beat before
    std::size_t m_history = 0;
    std::vector<float> m_arrivals;
    std::vector<int> m_from;
    std::size_t m_traced = 0;
    std::size_t m_decided = 0;
    std::size_t m_last = 0;
    std::vector<DecodedBeat> m_result;
};

} // namespace

std::vector<DecodedBeat> decodeBeats(const BeatActivations& activations, const BeatModel& model,
                                     const JobContext& context) {
    if (activations.beat.size() < 2) {
        return {};
    }
    return Decoder(activations, model).run(context);
}

} // namespace morphony
