// SPDX-License-Identifier: GPL-3.0-or-later
// morphony-features FILE: what each stage of the analysis costs, one after another, and all of it as a user waits for it,
// as one line of JSON: {"stage": [seconds on the wall, seconds of all processors]}.
#include "analysis/analyse_track.h"
#include "analysis/analysis_rate.h"
#include "analysis/harmony.h"
#include "analysis/levels.h"
#include "analysis/melody.h"
#include "analysis/notes.h"
#include "analysis/percussion.h"
#include "analysis/rhythm.h"
#include "analysis/sections.h"
#include "analysis/tags.h"
#include "core/engine_error.h"
#include "io/audio_cache.h"
#include "io/resampled.h"
#include "nn/basic_pitch/basic_pitch.h"

#include <chrono>
#include <cstdio>
#include <ctime>

using namespace morphony;

namespace {

/// Runs `work` and prints its cost.
template <typename Work>
void timed(const char* name, Work work) {
    const auto wall = std::chrono::steady_clock::now();
    const std::clock_t processors = std::clock();
    work();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count();
    std::printf("\"%s\": [%.3f, %.3f]", name, seconds, static_cast<double>(std::clock() - processors) / CLOCKS_PER_SEC);
}

} // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::fprintf(stderr, "usage: morphony-features FILE\n");
        return 2;
    }
    try {
        JobContext context;
        const auto audio = loadAudio(arguments[1], context).audio;
        const BasicPitch transcriber;
        std::shared_ptr<const AudioSource> mono;
        Rhythm rhythm;
        std::printf("{");
        timed("resampling", [&] { mono = resampledMono(*audio, kAnalysisRate, context); });
        std::printf(", ");
        timed("tempo and beats", [&] { rhythm = analyseRhythm(*mono, context); });
        std::printf(", ");
        timed("chroma, key and chords", [&] { (void)harmonyOf(harmonyFeatures(*mono, context), rhythm); });
        std::printf(", ");
        std::vector<Note> notes;
        timed("constant Q and notes", [&] { notes = notesFrom(transcriber.transcribe(*mono, context), context); });
        std::printf(", ");
        timed("melody", [&] { (void)melodyFrom(notes, context); });
        std::printf(", ");
        timed("tags and singing", [&] { (void)analyseTags(*audio, context); });
        std::printf(", ");
        timed("percussive share", [&] { (void)percussiveShare(*mono, context); });
        std::printf(", ");
        timed("sections", [&] { (void)analyseSections(*mono, rhythm.downbeats, context); });
        std::printf(", ");
        timed("levels", [&] { (void)analyseLevels(*audio, context); });
        std::printf(", ");
        timed("everything together", [&] { (void)analyseAudio(audio, context); });
        std::printf("}\n");
    } catch (const EngineError& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
