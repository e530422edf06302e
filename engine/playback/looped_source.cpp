// SPDX-License-Identifier: GPL-3.0-or-later
#include "playback/looped_source.h"

#include <limits>
#include <utility>

namespace morphony {

namespace {
constexpr double kSeamSeconds = 0.005;
} // namespace

Unrolled::Place Unrolled::at(FrameCount unrolled) const {
    const double length = end - begin;
    const auto seam = [&](FrameCount k) { return std::llround(end + static_cast<double>(k) * length); };
    if (unrolled < seam(0)) {
        return {unrolled, seam(0) - unrolled};
    }
    auto k = static_cast<FrameCount>((static_cast<double>(unrolled) - end) / length);
    while (seam(k + 1) <= unrolled) {
        ++k;
    }
    while (seam(k) > unrolled) {
        --k;
    }
    return {std::llround(begin) + (unrolled - seam(k)), seam(k + 1) - unrolled};
}

LoopedSource::LoopedSource(std::shared_ptr<const AudioSource> piece, Unrolled loop)
    : m_piece(std::move(piece)), m_loop(loop),
      // half a very short loop at most
      m_fade(std::min(framesOf(kSeamSeconds, m_piece->sampleRate()),
                      static_cast<FrameCount>((loop.end - loop.begin) / 2.0))) {}

FrameCount LoopedSource::frames() const { return std::numeric_limits<FrameCount>::max() / 4; }

void LoopedSource::read(FrameCount position, AudioView out) const {
    for (FrameCount done = 0; done < out.frames();) {
        const Unrolled::Place place = m_loop.at(position + done);
        const bool inSeam = place.untilSeam <= m_fade;
        const FrameCount here = std::min(out.frames() - done, inSeam ? place.untilSeam : place.untilSeam - m_fade);
        const AudioView part = out.slice({done, done + here});
        if (inSeam) {
            readSeam(place, part);
        } else {
            m_piece->read(place.position, part);
        }
        done += here;
    }
}

void LoopedSource::readSeam(const Unrolled::Place& place, AudioView out) const {
    m_piece->read(place.position, out);
    AudioBuffer leadIn(out.channels(), out.frames()); // allocates, but only twice per turn of the loop
    m_piece->read(std::llround(m_loop.begin) - place.untilSeam, leadIn.view());
    for (int c = 0; c < out.channels(); ++c) {
        const std::span<float> to = out.channel(c);
        const std::span<const float> in = std::as_const(leadIn).channel(c);
        for (std::size_t i = 0; i < to.size(); ++i) {
            const float left = static_cast<float>(place.untilSeam) - static_cast<float>(i);
            const float old = left / static_cast<float>(m_fade + 1);
            to[i] = to[i] * old + in[i] * (1.0F - old);
        }
    }
}

} // namespace morphony
