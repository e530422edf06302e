// SPDX-License-Identifier: GPL-3.0-or-later
#include "playback/lane_reader.h"

#include <numeric>

namespace morphony {

namespace {
constexpr FrameCount kInputFrames = 1024;
/// Run-up of the resampling filter before the first frame that counts, so that it starts with the real past.
constexpr double kRunUpSeconds = 0.01;
} // namespace

LaneReader::LaneReader(std::shared_ptr<const AudioSource> source, FrameCount start, SampleRate deviceRate)
    : m_source(std::move(source)), m_next(start) {
    const SampleRate rate = m_source->sampleRate();
    if (rate == deviceRate) {
        return;
    }
    // the run-up is a whole number of frames at both rates: the first frame lies exactly at `start`
    const int common = std::gcd(rate.hz, deviceRate.hz);
    const FrameCount inStep = rate.hz / common;
    const FrameCount steps = framesOf(kRunUpSeconds, rate) / inStep + 1;
    m_next -= steps * inStep;
    m_skip = steps * (deviceRate.hz / common);
    m_resampler = std::make_unique<Resampler>(rate, deviceRate, m_source->channels());
    m_input.resize(m_source->channels(), kInputFrames);
}

void LaneReader::read(AudioView out) {
    if (!m_resampler) {
        m_source->read(m_next, out);
        m_next += out.frames();
        return;
    }
    for (FrameCount done = 0; done < out.frames();) {
        if (m_ready.frames() == 0) {
            refill();
        }
        const FrameCount dropped = std::min(m_skip, m_ready.frames());
        m_skip -= dropped;
        const FrameCount used = std::min(out.frames() - done, m_ready.frames() - dropped);
        out.slice({done, done + used}).copyFrom(m_ready.slice({dropped, dropped + used}));
        m_ready = m_ready.slice({dropped + used, m_ready.frames()});
        done += used;
    }
}

void LaneReader::refill() {
    m_source->read(m_next, m_input.view());
    m_next += m_input.frames();
    m_ready = m_resampler->process(m_input.view());
}

} // namespace morphony
