// SPDX-License-Identifier: GPL-3.0-or-later
#include "playback/render_callback.h"

#include <benchmark/benchmark.h>

#include <random>

using namespace morphony;

namespace {

constexpr SampleRate kRate{48'000};
constexpr FrameCount kBlock = 256;

std::shared_ptr<const AudioSource> noise(unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> values(-0.7F, 0.7F);
    AudioBuffer buffer(2, 10 * kRate.hz);
    for (int c = 0; c < 2; ++c) {
        std::ranges::generate(buffer.channel(c), [&] { return values(random); });
    }
    return std::make_shared<BufferSource>(std::move(buffer), kRate);
}

std::shared_ptr<const Program> program(std::size_t layers) {
    auto law = std::make_shared<MixLaw>();
    auto take = std::make_shared<PlayableTake>();
    for (std::size_t i = 0; i < layers; ++i) {
        take->layers.push_back(noise(static_cast<unsigned>(i)));
        law->layers.push_back({.gain = Curve({{0.0, i == 0 ? 1.0 : 0.0}, {1.0, 0.5}})});
    }
    take->law = law;
    auto all = std::make_shared<Program>();
    all->source = take->layers.front();
    all->take = take;
    all->style = noise(99);
    return all;
}

/// Cost of one device block of 256 frames, the take heard (its limiter at work), as a share of the block's 5.3 ms.
/// With `moving` the dial, the deck and the volume change at every block, so that all ramps run all the time.
void callbackBlock(benchmark::State& state) {
    const bool moving = state.range(1) != 0;
    Controls controls;
    Telemetry telemetry;
    RenderCallback callback(controls, telemetry);
    callback.configure(kRate, 2, 4 * kBlock);
    controls.playing.store(true);
    controls.deck.store(Deck::Take);
    controls.dial.write({.strength = 0.6});
    StreamStart start{.generation = 1, .position = 0, .loop = FrameRange{0, 10 * kRate.hz}, .follows = {}};
    Stream stream(program(static_cast<std::size_t>(state.range(0))), start, {kRate, 2, kRate.hz / 2}, {.strength = 0.6});
    benchmark::DoNotOptimize(callback.offer(&stream));
    AudioBuffer out(2, kBlock);
    HeardChunk heard;
    int step = 0;
    for (auto _ : state) {
        state.PauseTiming(); // the fill thread's part
        while (stream.fillBlock()) {
        }
        while (callback.takeHeard(heard)) {
        }
        if (moving) {
            ++step;
            controls.dial.write({.strength = step % 10 / 10.0});
            controls.deck.store(static_cast<Deck>(step % 3));
            controls.volume.store(step % 2 == 0 ? 1.0F : 0.5F);
        }
        state.ResumeTiming();
        callback.render(out.view());
    }
    const double blockSeconds = secondsOf(kBlock, kRate);
    state.counters["share_of_real_time"] = benchmark::Counter(static_cast<double>(state.iterations()) * blockSeconds,
                                                              benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(callbackBlock)->ArgNames({"layers", "moving"})->ArgsProduct({{4, 8}, {0, 1}})->Unit(benchmark::kMicrosecond);

} // namespace
