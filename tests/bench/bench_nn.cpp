// SPDX-License-Identifier: GPL-3.0-or-later
// The loops of the networks, in floating-point operations per second of one thread; peakFma is what the processor can do.
#include "nn/basic_pitch/basic_pitch.h"
#include "nn/kernels.h"

#include <benchmark/benchmark.h>

#include <vector>

using namespace morphony;

namespace {

using Float8 = float __attribute__((vector_size(32)));

/// Twelve independent chains of multiply-adds hide the latency of four cycles at two a cycle.
__attribute__((target("avx2,fma"), optimize("fp-contract=fast"))) float fmaChains(int rounds) {
    Float8 sums[12] = {};
    Float8 factor = Float8{} + 0.999F;
    asm volatile("" : "+x"(factor));
    for (int i = 0; i < rounds; ++i) {
#pragma GCC unroll 12
        for (Float8& sum : sums) {
            sum = sum * factor + factor;
        }
    }
    float total = 0.0F;
    for (const Float8& sum : sums) {
        total += sum[0];
    }
    return total;
}

void countOperations(benchmark::State& state, double each) {
    state.counters["flops"] =
        benchmark::Counter(each * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void peakFma(benchmark::State& state) {
    if (!hasAvx2AndFma()) {
        state.SkipWithError("no AVX2 and FMA here");
        return;
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(fmaChains(1000));
    }
    countOperations(state, 1000.0 * 12 * 8 * 2);
}
BENCHMARK(peakFma);

/// Rows, depth and columns of a product: a frame of an LSTM, a layer over many frames, a constant-Q octave.
void product(benchmark::State& state) {
    const auto rows = static_cast<std::size_t>(state.range(0));
    const auto depth = static_cast<std::size_t>(state.range(1));
    const auto columns = static_cast<std::size_t>(state.range(2));
    const std::vector<float> a(rows * depth, 0.5F);
    const std::vector<float> b(depth * columns, 0.25F);
    std::vector<float> out(rows * columns);
    for (auto _ : state) {
        addProduct({a.data(), rows, depth}, {b.data(), depth, columns}, {out.data(), rows, columns});
        benchmark::DoNotOptimize(out.data());
    }
    countOperations(state, 2.0 * static_cast<double>(rows * depth * columns));
}
BENCHMARK(product)->Args({1, 128, 384})->Args({1, 150, 600})->Args({172, 256, 72})->Args({1000, 150, 600});

void correlation(benchmark::State& state) {
    const std::vector<float> in(264 + 38, 0.5F);
    const std::vector<float> taps(39, 0.25F);
    std::vector<float> out(264);
    for (auto _ : state) {
        addCorrelation(in, taps, out);
        benchmark::DoNotOptimize(out.data());
    }
    countOperations(state, 2.0 * 264 * 39);
}
BENCHMARK(correlation);

void sigmoidOfAThousand(benchmark::State& state) {
    std::vector<float> values(1000, 0.3F);
    for (auto _ : state) {
        applySigmoid(values);
        benchmark::DoNotOptimize(values.data());
    }
}
BENCHMARK(sigmoidOfAThousand);

/// A minute of noise: what sounds does not change the work.
void transcribeAMinute(benchmark::State& state) {
    AudioBuffer buffer(1, 60 * BasicPitch::kRate.hz);
    unsigned random = 1;
    for (float& sample : buffer.channel(0)) {
        random = random * 1664525U + 1013904223U;
        sample = static_cast<float>(random >> 8) / 16777216.0F - 0.5F;
    }
    const BufferSource source(std::move(buffer), BasicPitch::kRate);
    const BasicPitch network;
    for (auto _ : state) {
        JobContext context;
        benchmark::DoNotOptimize(network.transcribe(source, context));
    }
    state.counters["times_real_time"] =
        benchmark::Counter(60.0 * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(transcribeAMinute)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace
