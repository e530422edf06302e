// SPDX-License-Identifier: GPL-3.0-or-later
#include "playback/channel_map.h"

#include <array>
#include <numeric>

namespace morphony {

namespace {

enum class Place { Left, Right, Centre, Low, SurroundLeft, SurroundRight, SurroundCentre };

/// The channels of a piece with `count` of them, in the order that WAV files and FFmpeg's default layouts use.
std::vector<Place> places(int count) {
    using enum Place;
    switch (count) {
    case 1:
        return {Centre};
    case 3:
        return {Left, Right, Centre};
    case 4:
        return {Left, Right, SurroundLeft, SurroundRight};
    case 5:
        return {Left, Right, Centre, SurroundLeft, SurroundRight};
    case 6:
        return {Left, Right, Centre, Low, SurroundLeft, SurroundRight};
    case 7:
        return {Left, Right, Centre, Low, SurroundCentre, SurroundLeft, SurroundRight};
    case 8:
        return {Left, Right, Centre, Low, SurroundLeft, SurroundRight, SurroundLeft, SurroundRight};
    default:
        break;
    }
    std::vector<Place> sides; // no layout is known: left and right in turn, as in several stereo pairs
    for (int c = 0; c < count; ++c) {
        sides.push_back(c % 2 == 0 ? Left : Right);
    }
    return sides;
}

/// Weight of a place on the left (side 0) or right (side 1) of a stereo output.
double weightOf(Place place, int side) {
    constexpr double kMinus3dB = 0.70710678118654752;
    switch (place) {
    case Place::Left:
        return side == 0 ? 1.0 : 0.0;
    case Place::Right:
        return side == 1 ? 1.0 : 0.0;
    case Place::SurroundLeft:
        return side == 0 ? kMinus3dB : 0.0;
    case Place::SurroundRight:
        return side == 1 ? kMinus3dB : 0.0;
    case Place::Centre:
        return kMinus3dB;
    case Place::SurroundCentre:
        return 0.5;
    case Place::Low:
        return 0.0;
    }
    return 0.0;
}

} // namespace

ChannelMap::ChannelMap(int from, int to) {
    if (from == to) {
        for (int c = 0; c < from; ++c) {
            m_ways.push_back({c, c, 1.0F});
        }
        return;
    }
    const std::vector<Place> layout = places(from);
    std::array<std::vector<double>, 2> fold;
    double largest = 0.0;
    for (int side = 0; side < 2; ++side) {
        auto& weights = fold[static_cast<std::size_t>(side)];
        for (const Place place : layout) {
            weights.push_back(weightOf(place, side));
        }
        largest = std::max(largest, std::accumulate(weights.begin(), weights.end(), 0.0));
    }
    for (int c = 0; c < from; ++c) {
        const double left = fold[0][static_cast<std::size_t>(c)] / largest;
        const double right = fold[1][static_cast<std::size_t>(c)] / largest;
        const std::array<double, 2> weights = to == 1 ? std::array{(left + right) / 2.0, 0.0} : std::array{left, right};
        for (int side = 0; side < std::min(to, 2); ++side) {
            if (weights[static_cast<std::size_t>(side)] > 0.0) {
                m_ways.push_back({c, side, static_cast<float>(weights[static_cast<std::size_t>(side)])});
            }
        }
    }
}

void ChannelMap::add(ConstAudioView in, std::span<const float> gains, AudioView out) const {
    for (const Way& way : m_ways) {
        const std::span<const float> from = in.channel(way.from);
        const std::span<float> to = out.channel(way.to);
        for (std::size_t i = 0; i < to.size(); ++i) {
            to[i] += from[i] * way.weight * gains[i];
        }
    }
}

} // namespace morphony
