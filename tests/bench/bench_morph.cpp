// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/loudness.h"
#include "morph/excerpt.h"
#include "morph/mosaic/mosaic_engine.h"
#include "morph/render.h"
#include "morph/strength.h"
#include "morph/timbre_distance.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>
#include <numbers>

using namespace morphony;

namespace {

constexpr SampleRate kRate{44'100};
constexpr double kSeconds = 60.0;

/// Stereo notes with noise between them; what the engine does costs the same for any music.
std::shared_ptr<const AudioSource> music(double tilt, std::uint32_t seed) {
    AudioBuffer buffer(2, framesOf(kSeconds, kRate));
    std::uint32_t state = seed;
    for (FrameCount n = 0; n < buffer.frames(); ++n) {
        const double t = static_cast<double>(n % 22'050) / kRate.hz;
        double sample = 0.0;
        for (int h = 1; h <= 4; ++h) {
            sample += std::pow(h, -tilt) * std::sin(2.0 * std::numbers::pi * 220.0 * h * t) * std::exp(-5.0 * t);
        }
        for (int c = 0; c < 2; ++c) {
            state = state * 1'664'525U + 1'013'904'223U;
            buffer.channel(c)[static_cast<std::size_t>(n)] =
                static_cast<float>(0.2 * sample + 0.01 * (state / 4294967296.0 - 0.5));
        }
    }
    return std::make_shared<BufferSource>(std::move(buffer), kRate);
}

std::vector<Layer> mosaicLayers(const std::shared_ptr<const AudioSource>& source,
                                const std::shared_ptr<const AudioSource>& style, JobContext& context) {
    const LoadedAudio track{.file = {}, .info = {}, .hash = {}, .audio = source};
    const MorphRequest request;
    return MosaicEngine().morph({source, style, request, track, {0, source->frames()}}, 1, context).layers;
}

/// A result as runMorph() makes it, without files.
MorphResult morphed() {
    JobContext context;
    MorphResult result;
    const auto source = music(2.0, 1);
    const auto style = music(0.5, 2);
    auto law = std::make_shared<MixLaw>();
    result.layers.push_back({"Source", LayerRole::Source, source, MosaicEngine().sourceGain()});
    for (Layer& layer : mosaicLayers(source, style, context)) {
        result.layers.push_back(std::move(layer));
    }
    std::vector<std::shared_ptr<const AudioSource>> audio;
    for (const Layer& layer : result.layers) {
        law->layers.push_back(layer.gain);
        audio.push_back(layer.audio);
    }
    law->loudness = MixLoudness(audio, context).matrix();
    result.law = law;
    result.region = {0, source->frames()};
    return result;
}

void perSecondOfMusic(benchmark::State& state) {
    state.counters["times_real_time"] =
        benchmark::Counter(kSeconds * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void morphMosaic(benchmark::State& state) {
    const auto source = music(2.0, 1);
    const auto style = music(0.5, 2);
    for (auto _ : state) {
        JobContext context;
        benchmark::DoNotOptimize(mosaicLayers(source, style, context));
    }
    perSecondOfMusic(state);
}
BENCHMARK(morphMosaic)->Unit(benchmark::kMillisecond)->UseRealTime();

void calibrateDial(benchmark::State& state) {
    const MorphResult result = morphed();
    std::vector<std::shared_ptr<const AudioSource>> audio;
    for (const Layer& layer : result.layers) {
        audio.push_back(layer.audio);
    }
    const auto style = music(0.5, 2);
    for (auto _ : state) {
        JobContext context;
        const auto excerpts = excerptsOf(audio, context);
        const SampleRate rate = audio.front()->sampleRate();
        benchmark::DoNotOptimize(calibrationFrom(measureStrength(*result.law, excerpts, rate, *style, context)));
    }
}
BENCHMARK(calibrateDial)->Unit(benchmark::kMillisecond)->UseRealTime();

void mixLayers(benchmark::State& state) {
    const MorphResult result = morphed();
    for (auto _ : state) {
        JobContext context;
        renderBlocks(result, {0.6, {}, {}, {}}, context,
                     [](ConstAudioView block) { benchmark::DoNotOptimize(block.channel(0).data()); });
    }
    perSecondOfMusic(state);
}
BENCHMARK(mixLayers)->Unit(benchmark::kMillisecond)->UseRealTime();

void timbreProfileOfAMinute(benchmark::State& state) {
    const auto source = music(1.0, 3);
    for (auto _ : state) {
        JobContext context;
        benchmark::DoNotOptimize(timbreProfile(*source, 16'000.0, kSeconds, {context}));
    }
    perSecondOfMusic(state);
}
BENCHMARK(timbreProfileOfAMinute)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace
