// SPDX-License-Identifier: GPL-3.0-or-later
// What keys and chords cost, for five minutes of music-like audio at 22,050 Hz.
#include "analysis/chord_chroma.h"
#include "analysis/harmony.h"
#include "dsp/cqt.h"
#include "nn/crema/crema_network.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <numbers>

using namespace morphony;

namespace {

constexpr double kSeconds = 300.0;

/// Triads that change every two seconds, with six partials each.
const BufferSource& music() {
    static const BufferSource kMusic = [] {
        const SampleRate rate{22'050};
        AudioBuffer buffer(1, framesOf(kSeconds, rate));
        std::size_t i = 0;
        for (float& sample : buffer.channel(0)) {
            const double time = static_cast<double>(i++) / rate.hz;
            const int root = static_cast<int>(time / 2.0) * 7 % 12;
            for (const int note : {36 + root, 60 + root, 64 + root, 67 + root}) {
                const double phase = 2.0 * std::numbers::pi * 440.0 * std::exp2((note - 69) / 12.0) * time;
                sample += static_cast<float>(0.05 *
                                             (std::sin(phase) + 0.5 * std::sin(2.0 * phase) + 0.3 * std::sin(3.0 * phase)));
            }
        }
        return BufferSource(std::move(buffer), rate);
    }();
    return kMusic;
}

const std::vector<float>& magnitudes() {
    static const std::vector<float> kMagnitudes = [] {
        JobContext context;
        return constantQ(music(), CqtShape{}, context);
    }();
    return kMagnitudes;
}

void setRealtime(benchmark::State& state) {
    state.counters["x_realtime"] =
        benchmark::Counter(kSeconds * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void constantQTransform(benchmark::State& state) {
    JobContext context;
    (void)music();
    for (auto _ : state) {
        benchmark::DoNotOptimize(constantQ(music(), CqtShape{}, context).data());
    }
    setRealtime(state);
}
BENCHMARK(constantQTransform)->UseRealTime()->Unit(benchmark::kMillisecond);

void chordNetwork(benchmark::State& state) {
    JobContext context;
    const CremaNetwork network(openModel("crema"));
    (void)magnitudes();
    for (auto _ : state) {
        benchmark::DoNotOptimize(network.run(magnitudes(), context).tags.data());
    }
    setRealtime(state);
}
BENCHMARK(chordNetwork)->UseRealTime()->Unit(benchmark::kMillisecond);

void noteChroma(benchmark::State& state) {
    JobContext context;
    (void)magnitudes();
    for (auto _ : state) {
        benchmark::DoNotOptimize(chordChroma(magnitudes(), context).data());
    }
    setRealtime(state);
}
BENCHMARK(noteChroma)->UseRealTime()->Unit(benchmark::kMillisecond);

void harmonyInAll(benchmark::State& state) {
    JobContext context;
    (void)music();
    for (auto _ : state) {
        benchmark::DoNotOptimize(harmonyOf(harmonyFeatures(music(), context), {}).chords.data());
    }
    setRealtime(state);
}
BENCHMARK(harmonyInAll)->UseRealTime()->Unit(benchmark::kMillisecond);

void chordsAgainFromFeatures(benchmark::State& state) {
    JobContext context;
    const HarmonyFeatures features = harmonyFeatures(music(), context);
    for (auto _ : state) {
        benchmark::DoNotOptimize(harmonyOf(features, {}).chords.data());
    }
    setRealtime(state);
}
BENCHMARK(chordsAgainFromFeatures)->Unit(benchmark::kMillisecond);

} // namespace
