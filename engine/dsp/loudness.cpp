// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/loudness.h"

#include "core/engine_error.h"
#include "dsp/true_peak.h"

#include <ebur128.h>

#include <algorithm>
#include <cmath>
#include <new>
#include <string>

namespace morphony {

namespace {

constexpr double kSilenceLufs = -70.0;
/// Frames interleaved at once for libebur128, and read at once from a source.
constexpr FrameCount kChunk = 4096;

struct MeterFree {
    void operator()(ebur128_state* state) const { ebur128_destroy(&state); }
};
using MeterState = std::unique_ptr<ebur128_state, MeterFree>;

MeterState makeState(SampleRate rate, int channels) {
    MeterState state(ebur128_init(static_cast<unsigned>(channels), static_cast<unsigned long>(rate.hz),
                                  EBUR128_MODE_M | EBUR128_MODE_S | EBUR128_MODE_I | EBUR128_MODE_LRA));
    if (!state) {
        throw EngineError(ErrorKind::BadUsage, "The loudness of audio with " + std::to_string(channels) + " channels at " +
                                                   std::to_string(rate.hz) +
                                                   " Hz cannot be measured; 1 to 64 channels at 16 Hz to 2.8 MHz can.");
    }
    return state;
}

using Measure = int (*)(ebur128_state*, double*);

/// libebur128 answers -inf for silence; a level has to be a number that can be subtracted.
double levelOf(ebur128_state* state, Measure measure) {
    double level = 0.0;
    if (measure(state, &level) != EBUR128_SUCCESS || !std::isfinite(level)) {
        return kSilenceLufs;
    }
    return std::max(level, kSilenceLufs);
}

} // namespace

// True peaks are measured here and not by libebur128, with the same filter: it interpolates every sample, TruePeakMeter
// only those that can matter.
struct LoudnessMeter::Impl {
    Impl(SampleRate sampleRate, int channelCount)
        : rate(sampleRate), channels(channelCount), state(makeState(rate, channels)), peaks(rate, channels),
          interleaved(static_cast<std::size_t>(kChunk * channels)) {}

    SampleRate rate;
    int channels;
    MeterState state;
    TruePeakMeter peaks;
    std::vector<float> interleaved;
};

LoudnessMeter::LoudnessMeter(SampleRate rate, int channels) : m_impl(std::make_unique<Impl>(rate, channels)) {}
LoudnessMeter::~LoudnessMeter() = default;

void LoudnessMeter::reset() {
    m_impl->state = makeState(m_impl->rate, m_impl->channels);
    m_impl->peaks.reset();
}

void LoudnessMeter::add(ConstAudioView audio) {
    m_impl->peaks.add(audio);
    const auto channels = static_cast<std::size_t>(m_impl->channels);
    for (FrameCount at = 0; at < audio.frames(); at += kChunk) {
        const auto count = static_cast<std::size_t>(std::min(kChunk, audio.frames() - at));
        for (std::size_t c = 0; c < channels; ++c) {
            const float* from = audio.channel(static_cast<int>(c)).data() + at;
            for (std::size_t i = 0; i < count; ++i) {
                m_impl->interleaved[i * channels + c] = from[i];
            }
        }
        if (ebur128_add_frames_float(m_impl->state.get(), m_impl->interleaved.data(), count) != EBUR128_SUCCESS) {
            throw std::bad_alloc(); // the only failure it knows
        }
    }
}

double LoudnessMeter::momentaryLufs() const { return levelOf(m_impl->state.get(), ebur128_loudness_momentary); }
double LoudnessMeter::shortTermLufs() const { return levelOf(m_impl->state.get(), ebur128_loudness_shortterm); }

LoudnessSummary LoudnessMeter::summary() const {
    LoudnessSummary summary;
    summary.integratedLufs = levelOf(m_impl->state.get(), ebur128_loudness_global);
    double range = 0.0;
    if (ebur128_loudness_range(m_impl->state.get(), &range) == EBUR128_SUCCESS && std::isfinite(range)) {
        summary.rangeLu = range;
    }
    summary.truePeakDbtp = dbFromGain(m_impl->peaks.peak());
    summary.samplePeak = m_impl->peaks.samplePeak();
    return summary;
}

LoudnessSummary measureLoudness(const AudioSource& source, JobContext& context) {
    LoudnessMeter meter(source.sampleRate(), source.channels());
    AudioBuffer block(source.channels(), 8 * kChunk);
    for (FrameCount at = 0; at < source.frames(); at += block.frames()) {
        context.checkCancelled();
        const AudioView part = block.view().slice({0, std::min(block.frames(), source.frames() - at)});
        source.read(at, part);
        meter.add(part);
    }
    return meter.summary();
}

} // namespace morphony
