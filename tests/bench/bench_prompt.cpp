// SPDX-License-Identifier: GPL-3.0-or-later
// Reading prompts: words of the lexicon alone, words that need the sentence encoder, and the lexicon's vectors, which an
// installation computes once.
#include "morph/prompt/lexicon.h"
#include "morph/prompt/understand_prompt.h"
#include "nn/minilm/minilm.h"

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

using namespace morphony;

namespace {

void promptOfKnownWords(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(
            understandPrompt("80s funk with slap bass, no drums, keep the vocals, 70% jazz").styles.data());
    }
}
BENCHMARK(promptOfKnownWords)->Unit(benchmark::kMillisecond);

void promptOfUnknownWords(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(understandPrompt("cruising down the strip in miami, neon lights").styles.data());
    }
}
BENCHMARK(promptOfUnknownWords)->UseRealTime()->Unit(benchmark::kMillisecond);

void vectorsOfTheLexicon(benchmark::State& state) {
    const MiniLm encoder(openModel("minilm"));
    std::vector<std::string> texts;
    for (const LexiconEntry& entry : promptLexicon().entries()) {
        texts.push_back(entry.name + " music: " + entry.gloss);
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(encoder.embed(texts).data());
    }
}
BENCHMARK(vectorsOfTheLexicon)->UseRealTime()->Unit(benchmark::kMillisecond);

} // namespace
