// SPDX-License-Identifier: GPL-3.0-or-later
// morphony-chord-features WAV OUT: for every frame the network's log probabilities of the chords and the chroma (treble,
// then bass), as little-endian floats: what train.py fits the chord weights on.
#include "analysis/analysis_rate.h"
#include "analysis/chord_vocabulary.h"
#include "analysis/harmony.h"
#include "core/engine_error.h"
#include "io/audio_cache.h"
#include "io/resampled.h"

#include <cstdio>
#include <fstream>

using namespace morphony;

int main(int count, char** arguments) {
    if (count != 3) {
        std::fprintf(stderr, "usage: morphony-chord-features WAV OUT\n");
        return 2;
    }
    try {
        JobContext context;
        const auto audio = loadAudio(arguments[1], context).audio;
        const HarmonyFeatures features = harmonyFeatures(*resampledMono(*audio, kAnalysisRate, context), context);
        std::ofstream out(arguments[2], std::ios::binary);
        for (std::size_t t = 0; t < features.frames; ++t) {
            const ChordChroma& chroma = features.chroma[t];
            out.write(reinterpret_cast<const char*>(features.chords.data() + t * kChords), kChords * sizeof(float));
            out.write(reinterpret_cast<const char*>(chroma.treble.data()), sizeof(chroma.treble));
            out.write(reinterpret_cast<const char*>(chroma.bass.data()), sizeof(chroma.bass));
        }
        return out.flush() ? 0 : 1;
    } catch (const EngineError& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
