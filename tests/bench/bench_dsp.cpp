// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/chroma.h"
#include "dsp/layer_mixer.h"
#include "dsp/limiter.h"
#include "dsp/loudness.h"
#include "dsp/stft.h"
#include "dsp/waveform_pyramid.h"

#include <benchmark/benchmark.h>

#include <cstring>
#include <memory>
#include <vector>

using namespace morphony;

namespace {

constexpr SampleRate kRate{44'100};

/// Decaying noise bursts twice a second: hits and pauses, with peaks near full scale.
AudioBuffer music(double seconds, unsigned seed, float level = 0.9F) {
    AudioBuffer buffer(2, framesOf(seconds, kRate));
    for (int c = 0; c < 2; ++c) {
        float envelope = 0.0F;
        FrameCount at = 0;
        for (float& sample : buffer.channel(c)) {
            envelope = at++ % (kRate.hz / 2) == 0 ? level : envelope * 0.9998F;
            seed = seed * 1664525U + 1013904223U;
            sample = envelope * static_cast<float>(seed / 2147483648.0 - 1.0);
        }
    }
    return buffer;
}

std::shared_ptr<const AudioSource> sourceOf(double seconds, unsigned seed) {
    return std::make_shared<BufferSource>(music(seconds, seed), kRate);
}

/// Counter: how many seconds of audio per second of time.
void setRealtime(benchmark::State& state, double audioSeconds) {
    state.counters["x_realtime"] =
        benchmark::Counter(audioSeconds * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

// ---- STFT: both directions of one channel of a minute; against the FFTs that are in it, alone --------------------------

void stftAndBack(benchmark::State& state) {
    const StftShape shape{static_cast<int>(state.range(0)), static_cast<int>(state.range(0)) / 4};
    AudioBuffer mono(1, framesOf(60.0, kRate));
    std::ranges::copy(music(60.0, 1).channel(0), mono.channel(0).begin());
    const BufferSource source(std::move(mono), kRate);
    for (auto _ : state) {
        StftAnalyser analyser(source, shape);
        StftSynthesiser synthesiser(shape, source.frames());
        float sum = 0.0F;
        for (FrameCount t = 0; t < synthesiser.endFrame(); ++t) {
            analyser.transform(t);
            std::ranges::copy(analyser.bins(0), synthesiser.bins().begin());
            const auto done = synthesiser.addFrame();
            sum += done.empty() ? 0.0F : done.front();
        }
        benchmark::DoNotOptimize(sum);
    }
    setRealtime(state, 60.0);
}
BENCHMARK(stftAndBack)->Arg(1024)->Arg(4096)->Arg(16'384)->Unit(benchmark::kMillisecond);

void fftAloneOfTheSame(benchmark::State& state) {
    const StftShape shape{static_cast<int>(state.range(0)), static_cast<int>(state.range(0)) / 4};
    Fft fft(shape.size);
    const FrameCount frames = shape.framesFor(framesOf(60.0, kRate));
    for (auto _ : state) {
        std::ranges::fill(fft.timeData(), 0.5F);
        for (FrameCount t = 0; t < frames; ++t) {
            fft.forward();
            fft.inverse();
            fft.timeData()[0] = 0.5F; // unnormalised values would otherwise grow without end
            benchmark::ClobberMemory();
            if (t % 4 == 0) {
                std::ranges::fill(fft.timeData(), 0.5F);
            }
        }
    }
    setRealtime(state, 60.0);
}
BENCHMARK(fftAloneOfTheSame)->Arg(1024)->Arg(4096)->Arg(16'384)->Unit(benchmark::kMillisecond);

// ---- mixing: four stereo layers of ten seconds, between two of them or bypassed ----------------------------------------

void mixFourLayers(benchmark::State& state, double strength, float level) {
    auto law = std::make_shared<MixLaw>();
    for (int i = 0; i < 4; ++i) {
        law->layers.push_back({.gain = Curve({{0.0, i == 0 ? 1.0 : 0.0}, {1.0, 0.3}})});
    }
    std::vector<AudioBuffer> layers;
    for (unsigned i = 0; i < 4; ++i) {
        layers.push_back(music(10.0, i + 1, level));
    }
    LayerMixer mixer(law, kRate, 2);
    DialSetting setting;
    setting.strength = strength;
    mixer.reset(setting);
    constexpr FrameCount kBlock = 512;
    AudioBuffer out(2, kBlock);
    std::vector<ConstAudioView> views(4);
    for (auto _ : state) {
        for (FrameCount at = 0; at + kBlock <= layers[0].frames(); at += kBlock) {
            for (std::size_t i = 0; i < 4; ++i) {
                views[i] = static_cast<const AudioBuffer&>(layers[i]).view().slice({at, at + kBlock});
            }
            mixer.process(views, out.view());
            benchmark::ClobberMemory();
        }
    }
    setRealtime(state, 10.0);
    state.SetBytesProcessed(state.iterations() * 4 * 2 * layers[0].frames() * static_cast<std::int64_t>(sizeof(float)));
}
BENCHMARK_CAPTURE(mixFourLayers, quiet, 0.5, 0.2F)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(mixFourLayers, limiting, 0.5, 2.0F)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(mixFourLayers, source_only, 0.0, 0.2F)->Unit(benchmark::kMillisecond);

void copyFourLayers(benchmark::State& state) {
    std::vector<AudioBuffer> layers;
    for (unsigned i = 0; i < 4; ++i) {
        layers.push_back(music(10.0, i + 1));
    }
    constexpr FrameCount kBlock = 512;
    std::vector<float> out(kBlock);
    for (auto _ : state) {
        for (FrameCount at = 0; at + kBlock <= layers[0].frames(); at += kBlock) {
            for (const AudioBuffer& layer : layers) {
                for (int c = 0; c < 2; ++c) {
                    std::memcpy(out.data(), layer.channel(c).data() + at, kBlock * sizeof(float));
                    benchmark::ClobberMemory();
                }
            }
        }
    }
    setRealtime(state, 10.0);
    state.SetBytesProcessed(state.iterations() * 4 * 2 * layers[0].frames() * static_cast<std::int64_t>(sizeof(float)));
}
BENCHMARK(copyFourLayers)->Unit(benchmark::kMillisecond);

void limiter(benchmark::State& state) {
    const AudioBuffer audio = music(10.0, 1, static_cast<float>(state.range(0)) / 10.0F);
    Limiter limit(kRate, 2, -1.0);
    AudioBuffer work = audio;
    for (auto _ : state) {
        work.view().copyFrom(audio.view());
        limit.process(work.view());
        benchmark::ClobberMemory();
    }
    setRealtime(state, 10.0);
}
BENCHMARK(limiter)->Arg(3)->Arg(9)->Arg(40)->Unit(benchmark::kMillisecond); // peak in tenths of full scale

// ---- measures of one minute of stereo ----------------------------------------------------------------------------------

void loudnessOfAMinute(benchmark::State& state) {
    const auto source = sourceOf(60.0, 1);
    for (auto _ : state) {
        JobContext context;
        benchmark::DoNotOptimize(measureLoudness(*source, context));
    }
    setRealtime(state, 60.0);
}
BENCHMARK(loudnessOfAMinute)->Unit(benchmark::kMillisecond)->UseRealTime();

void mixLoudnessOfLayers(benchmark::State& state) {
    std::vector<std::shared_ptr<const AudioSource>> layers;
    for (unsigned i = 0; i < static_cast<unsigned>(state.range(0)); ++i) {
        layers.push_back(sourceOf(60.0, i + 1));
    }
    for (auto _ : state) {
        JobContext context;
        benchmark::DoNotOptimize(MixLoudness(layers, context).matrix());
    }
    setRealtime(state, 60.0);
}
BENCHMARK(mixLoudnessOfLayers)->Arg(2)->Arg(5)->Unit(benchmark::kMillisecond)->UseRealTime();

void chromagramOfAMinute(benchmark::State& state) {
    const auto source = sourceOf(60.0, 1);
    for (auto _ : state) {
        JobContext context;
        benchmark::DoNotOptimize(chromagram(*source, context));
    }
    setRealtime(state, 60.0);
}
BENCHMARK(chromagramOfAMinute)->Unit(benchmark::kMillisecond)->UseRealTime();

// ---- the window's waveform ---------------------------------------------------------------------------------------------

void waveformPyramidOfAMinute(benchmark::State& state) {
    const auto source = sourceOf(60.0, 1);
    for (auto _ : state) {
        JobContext context;
        benchmark::DoNotOptimize(WaveformPyramid::build(*source, context));
    }
    setRealtime(state, 60.0);
}
BENCHMARK(waveformPyramidOfAMinute)->Unit(benchmark::kMillisecond)->UseRealTime();

void waveformQuery(benchmark::State& state) {
    const auto source = sourceOf(300.0, 1);
    JobContext context;
    const auto pyramid = WaveformPyramid::build(*source, context);
    std::vector<WaveformBin> columns(2'000);
    for (auto _ : state) {
        pyramid->query(0, 0.0, static_cast<double>(pyramid->frames()), columns);
        benchmark::DoNotOptimize(columns.data());
    }
}
BENCHMARK(waveformQuery)->Unit(benchmark::kMicrosecond);

} // namespace
