// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/colour.h"

#include "core/parallel.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {

/// One pass asks for no more than this at once, so that a far outlier does not outvote its neighbours in the mean.
constexpr float kLargestStepDb = 45.0F;
constexpr double kNoisePercentile = 0.1;
constexpr auto kBands = static_cast<std::size_t>(BandLayout::kBands);

} // namespace

float loudnessOf(std::span<const float> bandsDb, std::span<const float> weights) {
    float power = 0.0F;
    for (std::size_t k = 0; k < bandsDb.size(); ++k) {
        power += weights[k] * std::pow(10.0F, bandsDb[k] * 0.1F);
    }
    return 10.0F * std::log10(power);
}

Movement movementOf(std::span<const BandFrames> sections, const Presence& presence, const Gaussian& shape,
                    const BandLayout& layout, SampleRate rate) {
    MovementMeter meter;
    for (const BandFrames& section : sections) {
        const Shapes shapes(section, reachOf(Shapes::kLevelSeconds, layout, rate));
        BandFrames rows(section.frames());
        std::vector<double> weights;
        for (FrameCount t = 0; t < section.frames(); ++t) {
            shapes.row(t, rows.row(t));
            weights.push_back(presence.weight(frameLevel(section.row(t))));
        }
        meter.add(rows, weights, shape.mean);
    }
    return meter.movement();
}

void Colour::learnNoiseFloor(std::span<const BandFrames> sections) {
    std::vector<std::span<const float>> rows;
    for (const BandFrames& section : sections) {
        for (FrameCount t = 0; t < section.frames(); ++t) {
            if (m_presence.weight(frameLevel(section.row(t))) > 0.0) {
                rows.push_back(section.row(t));
            }
        }
    }
    std::vector<float> column(rows.size());
    for (std::size_t k = 0; k < kBands && !rows.empty(); ++k) {
        std::ranges::transform(rows, column.begin(), [k](auto row) { return row[k]; });
        const auto tenth =
            column.begin() + static_cast<std::ptrdiff_t>(kNoisePercentile * static_cast<double>(column.size() - 1));
        std::ranges::nth_element(column, tenth);
        m_noiseFloor[k] = *tenth;
    }
}

void Colour::settle(const Trace& trace, FrameCount t, std::span<float> gains) const {
    const auto cap = static_cast<float>(m_settings.capDb);
    const float boostCap = std::min(cap, static_cast<float>(m_settings.boostCapDb));
    const float presence = m_presence.of(trace.levels[static_cast<std::size_t>(t)]);
    for (std::size_t k = 0; k < kBands; ++k) {
        const float wish = trace.wish.row(t)[k];
        const float limit = wish > 0.0F ? boostCap : cap;
        float gain = limit * std::tanh(wish / limit) * presence;
        if (gain > 0.0F) {
            gain *= std::clamp((trace.bands.row(t)[k] - m_noiseFloor[k]) / static_cast<float>(m_settings.guardRangeDb),
                               static_cast<float>(m_settings.guardFloor), 1.0F);
        }
        gains[k] = gain;
    }
}

BandFrames Colour::mapped(const AffineMap& map, const Shapes& shapes, FrameCount frames) const {
    BandFrames result(frames);
    std::array<float, kBands> shape{};
    for (FrameCount t = 0; t < frames; ++t) {
        shapes.row(t, shape);
        map.apply(shape, result.row(t));
    }
    return result;
}

void Colour::learnMovement(const std::vector<Trace>& traces, const ColourGoal& goal) {
    const AffineMap& map = m_maps.front();
    MovementMeter meter;
    for (const Trace& trace : traces) {
        const Shapes shapes(trace.now, reachOf(Shapes::kLevelSeconds, m_layout, m_rate));
        std::vector<double> weights;
        std::ranges::transform(trace.levels, std::back_inserter(weights),
                               [&](float level) { return m_presence.weight(level); });
        meter.add(mapped(map, shapes, trace.now.frames()), weights, map.to);
    }
    m_movement = MovementFilter(meter.movement(), goal.movement, goal.amount * m_settings.movement);
}

void Colour::pass(std::size_t round, Trace& trace) const {
    const FrameCount frames = trace.bands.frames();
    const AffineMap& map = m_maps[round];
    const Shapes shapes(trace.now, reachOf(Shapes::kLevelSeconds, m_layout, m_rate));
    BandFrames step = mapped(map, shapes, frames);
    if (round == 0) {
        step = m_movement.apply(step, map.to);
    }
    std::array<float, kBands> shape{};
    for (FrameCount t = 0; t < frames; ++t) {
        shapes.row(t, shape);
        for (std::size_t k = 0; k < kBands; ++k) {
            step.row(t)[k] = std::clamp(step.row(t)[k] - shape[k], -kLargestStepDb, kLargestStepDb);
        }
    }
    const FrameCount reach = reachOf(m_settings.smoothSeconds, m_layout, m_rate);
    for (FrameCount t = 0; t < frames; ++t) {
        std::array<double, kBands> sum{};
        double weight = 1e-3; // frames far from any sound fade to no change
        for (FrameCount u = std::max<FrameCount>(0, t - reach); u <= std::min(frames - 1, t + reach); ++u) {
            const double w = m_presence.of(trace.levels[static_cast<std::size_t>(u)]);
            weight += w;
            for (std::size_t k = 0; k < kBands; ++k) {
                sum[k] += w * step.row(u)[k];
            }
        }
        for (std::size_t k = 0; k < kBands; ++k) {
            trace.wish.row(t)[k] += static_cast<float>(sum[k] / weight);
        }
        settle(trace, t, trace.gains.row(t));
        std::ranges::transform(trace.bands.row(t), trace.gains.row(t), trace.now.row(t).begin(), std::plus{});
    }
}

void Colour::fit(std::span<const BandFrames> sections, const ColourGoal& goal, JobContext& context) {
    m_presence = presenceOf(sections, m_layout);
    m_maps.clear();
    if (m_presence.silent) {
        return;
    }
    learnNoiseFloor(sections);
    std::vector<Trace> traces;
    traces.reserve(sections.size());
    for (const BandFrames& section : sections) {
        traces.emplace_back(section);
    }
    std::vector<BandFrames> now(sections.begin(), sections.end());
    for (std::size_t round = 0; round < static_cast<std::size_t>(m_settings.passes); ++round) {
        const Presence presence = presenceOf(now, m_layout);
        m_maps.push_back(mongeMap(shapeStatistics(now, presence, m_layout, m_rate, context), goal.shape));
        if (round == 0) {
            learnMovement(traces, goal);
        }
        parallelFor(traces.size(), [&](std::size_t i) {
            context.checkCancelled();
            pass(round, traces[i]);
            now[i] = traces[i].now;
        });
    }
}

BandFrames Colour::gains(const BandFrames& bands) const {
    Trace trace(bands);
    for (std::size_t round = 0; round < m_maps.size(); ++round) {
        pass(round, trace);
    }
    return std::move(trace.gains);
}

FrameCount Colour::reach() const {
    return Movement::kReach + m_settings.passes * (reachOf(Shapes::kLevelSeconds, m_layout, m_rate) +
                                                   reachOf(m_settings.smoothSeconds, m_layout, m_rate));
}

} // namespace morphony
