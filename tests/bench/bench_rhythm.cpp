// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rhythm.h"
#include "dsp/beat_spectrogram.h"

#include <benchmark/benchmark.h>

using namespace morphony;

namespace {

/// Decaying noise bursts twice a second.
BufferSource bursts(double seconds) {
    AudioBuffer buffer(1, framesOf(seconds, BeatSpectrogram::kRate));
    float envelope = 0.0F;
    unsigned seed = 1;
    FrameCount at = 0;
    for (float& sample : buffer.channel(0)) {
        envelope = at++ % (BeatSpectrogram::kRate.hz / 2) == 0 ? 0.9F : envelope * 0.9996F;
        seed = seed * 1664525U + 1013904223U;
        sample = envelope * static_cast<float>(seed / 2147483648.0 - 1.0);
    }
    return {std::move(buffer), BeatSpectrogram::kRate};
}

void rhythmOfFiveMinutes(benchmark::State& state) {
    const BufferSource music = bursts(300.0);
    for (auto _ : state) {
        JobContext context;
        benchmark::DoNotOptimize(analyseRhythm(music, context));
    }
}
BENCHMARK(rhythmOfFiveMinutes)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->UseRealTime();

} // namespace
