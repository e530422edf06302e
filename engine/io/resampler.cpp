// SPDX-License-Identifier: GPL-3.0-or-later
#include "io/resampler.h"

#include "core/engine_error.h"
#include "core/parallel.h"

#include <array>
#include <soxr.h>
#include <vector>

namespace morphony {

namespace {

/// Output asked of soxr per call where there is more than the estimate.
constexpr FrameCount kMarginFrames = 64;

unsigned long recipeOf(Resampler::Quality quality) {
    switch (quality) {
    case Resampler::Quality::Preview: return SOXR_LQ;
    case Resampler::Quality::High: return SOXR_HQ;
    case Resampler::Quality::VeryHigh: return SOXR_VHQ;
    }
    return SOXR_HQ;
}

/// round(frames * to / from) without overflow for any length a file may have.
FrameCount convertedLength(FrameCount frames, SampleRate from, SampleRate to) {
    const FrameCount whole = frames / from.hz;
    const FrameCount rest = frames % from.hz;
    return whole * to.hz + (2 * rest * to.hz + from.hz) / (2 * from.hz);
}

struct DeleteSoxr {
    void operator()(soxr* handle) const { soxr_delete(handle); }
};

} // namespace

struct Resampler::Impl {
    SampleRate from;
    SampleRate to;
    int channels;
    std::unique_ptr<soxr, DeleteSoxr> handle;
    AudioBuffer out;
    std::vector<const float*> inRows;
    std::vector<float*> outRows;
    FrameCount consumed = 0;
    FrameCount produced = 0;

    /// Grows the output buffer, keeping its first `used` frames.
    void ensureRoom(FrameCount frames, FrameCount used) {
        if (out.frames() >= frames) {
            return;
        }
        AudioBuffer larger(channels, frames);
        if (used > 0) {
            larger.view().slice({0, used}).copyFrom(ConstAudioView(out.view()).slice({0, used}));
        }
        out = std::move(larger);
    }

    /// Feeds `in` (null rows: the end) and gathers all that comes out.
    FrameCount run(ConstAudioView in, bool atEnd) {
        const double ratio = static_cast<double>(to.hz) / from.hz;
        ensureRoom(static_cast<FrameCount>(static_cast<double>(in.frames()) * ratio) + kMarginFrames, 0);
        FrameCount taken = 0;
        FrameCount made = 0;
        for (;;) {
            for (int c = 0; c < channels; ++c) {
                const auto row = static_cast<std::size_t>(c);
                inRows[row] = atEnd ? nullptr : in.channel(c).data() + taken;
                outRows[row] = out.channel(c).data() + made;
            }
            std::size_t used = 0;
            std::size_t got = 0;
            const auto wanted = static_cast<std::size_t>(out.frames() - made);
            const soxr_error_t error =
                soxr_process(handle.get(), atEnd ? nullptr : static_cast<soxr_in_t>(inRows.data()),
                             static_cast<std::size_t>(in.frames() - taken), &used, outRows.data(), wanted, &got);
            if (error != nullptr) {
                throw EngineError(ErrorKind::Internal, std::string("Resampling failed: ") + soxr_strerror(error));
            }
            taken += static_cast<FrameCount>(used);
            made += static_cast<FrameCount>(got);
            if (got < wanted && (atEnd || taken == in.frames())) {
                return made;
            }
            ensureRoom(out.frames() * 2, made);
        }
    }
};

Resampler::Resampler(SampleRate from, SampleRate to, int channels, Quality quality)
    : m_impl(new Impl{from, to, channels, nullptr, {}, {}, {}}) {
    m_impl->inRows.resize(static_cast<std::size_t>(channels));
    m_impl->outRows.resize(static_cast<std::size_t>(channels));
    m_impl->out.resize(channels, kMarginFrames);
    if (from == to) {
        return;
    }
    const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_S, SOXR_FLOAT32_S);
    const soxr_quality_spec_t spec = soxr_quality_spec(recipeOf(quality), 0);
    const soxr_runtime_spec_t runtime = soxr_runtime_spec(1); // callers spread the work themselves
    soxr_error_t error = nullptr;
    m_impl->handle.reset(soxr_create(from.hz, to.hz, static_cast<unsigned>(channels), &error, &io, &spec, &runtime));
    if (error != nullptr || !m_impl->handle) {
        throw EngineError(ErrorKind::Internal, "Cannot resample from " + std::to_string(from.hz) + " to " +
                                                   std::to_string(to.hz) + " Hz: " +
                                                   (error != nullptr ? soxr_strerror(error) : "out of memory"));
    }
}

Resampler::~Resampler() = default;

ConstAudioView Resampler::process(ConstAudioView in) {
    if (!m_impl->handle) {
        return in;
    }
    if (in.empty()) {
        return ConstAudioView(m_impl->out.view()).slice({0, 0});
    }
    const FrameCount made = m_impl->run(in, false);
    m_impl->consumed += in.frames();
    m_impl->produced += made;
    return ConstAudioView(m_impl->out.view()).slice({0, made});
}

ConstAudioView Resampler::flush() {
    if (!m_impl->handle) {
        return ConstAudioView(m_impl->out.view()).slice({0, 0});
    }
    const FrameCount made = m_impl->run({}, true);
    // soxr rounds the last frame by its own filter's state; the length promised is round(frames * to / from)
    const FrameCount wanted = std::max<FrameCount>(
        0, convertedLength(m_impl->consumed, m_impl->from, m_impl->to) - m_impl->produced);
    m_impl->ensureRoom(wanted, made);
    if (wanted > made) {
        m_impl->out.view().slice({made, wanted}).clear();
    }
    return ConstAudioView(m_impl->out.view()).slice({0, wanted});
}

AudioBuffer resample(ConstAudioView in, SampleRate from, SampleRate to, Resampler::Quality quality) {
    AudioBuffer out(in.channels(), convertedLength(in.frames(), from, to));
    parallelFor(static_cast<std::size_t>(in.channels()), [&](std::size_t index) {
        const int c = static_cast<int>(index);
        const float* const row = in.channel(c).data();
        float* const target = out.channel(c).data();
        Resampler resampler(from, to, 1, quality);
        const ConstAudioView body = resampler.process({&row, 1, in.frames()});
        std::ranges::copy(body.channel(0), target);
        const FrameCount filled = body.frames();
        const ConstAudioView tail = resampler.flush();
        std::ranges::copy(tail.channel(0), target + filled);
    });
    return out;
}

} // namespace morphony
