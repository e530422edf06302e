// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/content_hash.h"
#include "core/paths.h"
#include "io/audio_cache.h"
#include "io/audio_reader.h"
#include "io/audio_writer.h"
#include "io/resampler.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <sndfile.h>
#include <soxr.h>
#include <vector>

using namespace morphony;

namespace {

/// Five minutes of Bach in every format, made once from Debian's gamine-data.
class Files {
public:
    Files() : m_folder(std::filesystem::temp_directory_path() / "morphony-bench-io") {
        std::filesystem::remove_all(m_folder);
        std::filesystem::create_directories(m_folder);
        std::filesystem::copy("/usr/share/games/gamine/sounds/BachJSBrandenburgConcertNo2inFMajorBWV1047mvmt1.ogg",
                              at(".ogg"));
        for (const char* ending : {".wav", ".flac", ".mp3"}) {
            const auto reader = openAudio(at(".ogg"));
            AudioWriter writer(at(ending), reader->info().sampleRate, reader->info().channels, {});
            AudioBuffer block(reader->info().channels, 16384);
            for (FrameCount got = 0; (got = reader->read(block.view())) > 0;) {
                writer.write(ConstAudioView(block.view()).slice({0, got}));
            }
            writer.commit();
        }
    }
    ~Files() { std::filesystem::remove_all(m_folder); }
    Files(const Files&) = delete;
    Files& operator=(const Files&) = delete;

    [[nodiscard]] std::filesystem::path at(const char* ending) const { return m_folder / (std::string("bach") + ending); }

private:
    std::filesystem::path m_folder;
};

const Files& files() {
    static const Files made;
    return made;
}

constexpr const char* kEndings[] = {".ogg", ".mp3", ".flac", ".wav"};

void decode(benchmark::State& state) {
    const auto file = files().at(kEndings[state.range(0)]);
    FrameCount frames = 0;
    for (auto _ : state) {
        const auto reader = openAudio(file);
        AudioBuffer block(reader->info().channels, 16384);
        frames = 0;
        for (FrameCount got = 0; (got = reader->read(block.view())) > 0;) {
            frames += got;
        }
    }
    state.SetLabel(kEndings[state.range(0)]);
    state.SetItemsProcessed(state.iterations() * frames);
}
BENCHMARK(decode)->DenseRange(0, 3)->Unit(benchmark::kMillisecond);

/// The same by libsndfile alone: what decode() may cost beyond this is ours.
void decodeSndfileAlone(benchmark::State& state) {
    const auto file = files().at(kEndings[state.range(0)]);
    FrameCount frames = 0;
    for (auto _ : state) {
        SF_INFO info{};
        SNDFILE* handle = sf_open(file.c_str(), SFM_READ, &info);
        std::vector<float> block(static_cast<std::size_t>(16384 * info.channels));
        frames = 0;
        for (sf_count_t got = 0; (got = sf_readf_float(handle, block.data(), 16384)) > 0;) {
            frames += got;
        }
        sf_close(handle);
    }
    state.SetLabel(kEndings[state.range(0)]);
    state.SetItemsProcessed(state.iterations() * frames);
}
BENCHMARK(decodeSndfileAlone)->DenseRange(0, 3)->Unit(benchmark::kMillisecond);

/// loadAudio() with an empty cache, and with the file in it (hashing only).
void load(benchmark::State& state, bool cached) {
    const auto cache = std::filesystem::temp_directory_path() / "morphony-bench-cache";
    ::setenv("XDG_CACHE_HOME", cache.c_str(), 1);
    const auto file = files().at(".ogg");
    JobContext context;
    (void)loadAudio(file, context);
    for (auto _ : state) {
        if (!cached) {
            state.PauseTiming();
            std::filesystem::remove_all(cacheFolder());
            state.ResumeTiming();
        }
        benchmark::DoNotOptimize(loadAudio(file, context).audio.get());
    }
    std::filesystem::remove_all(cache);
}
BENCHMARK_CAPTURE(load, first, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(load, cached, true)->Unit(benchmark::kMillisecond);

constexpr FrameCount kResampleFrames = FrameCount{44100} * 60;

void resampleMinute(benchmark::State& state) {
    const AudioBuffer in(2, kResampleFrames);
    for (auto _ : state) {
        benchmark::DoNotOptimize(resample(in.view(), {44100}, {48000}).channel(0).data());
    }
}
BENCHMARK(resampleMinute)->Unit(benchmark::kMillisecond)->UseRealTime();

void resampleMinuteSoxrAlone(benchmark::State& state) {
    const std::vector<float> in(static_cast<std::size_t>(kResampleFrames * 2));
    std::vector<float> out(static_cast<std::size_t>(kResampleFrames * 2 * 48000 / 44100 + 64));
    const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
    const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
    for (auto _ : state) {
        std::size_t used = 0;
        std::size_t made = 0;
        soxr_oneshot(44100, 48000, 2, in.data(), kResampleFrames, &used, out.data(), out.size() / 2, &made, &io, &quality,
                     nullptr);
        benchmark::DoNotOptimize(made);
    }
}
BENCHMARK(resampleMinuteSoxrAlone)->Unit(benchmark::kMillisecond)->UseRealTime();

constexpr FrameCount kBlock = 4096;
constexpr FrameCount kScratchFrames = FrameCount{44100} * 60;

void scratchRead(benchmark::State& state) {
    ScratchAudio scratch(2, kScratchFrames, {44100});
    scratch.write(0, AudioBuffer(2, kScratchFrames).view());
    AudioBuffer block(2, kBlock);
    FrameCount position = 0;
    for (auto _ : state) {
        scratch.read(position, block.view());
        position = (position + kBlock) % (kScratchFrames - kBlock);
    }
    state.SetBytesProcessed(state.iterations() * kBlock * 8);
}
BENCHMARK(scratchRead)->Unit(benchmark::kMicrosecond);

void scratchReadMemcpyAlone(benchmark::State& state) {
    const std::vector<float> whole(static_cast<std::size_t>(kScratchFrames * 2), 1.0F);
    std::vector<float> block(static_cast<std::size_t>(kBlock * 2));
    FrameCount position = 0;
    for (auto _ : state) {
        std::copy_n(whole.begin() + position * 2, block.size(), block.begin());
        benchmark::DoNotOptimize(block.data());
        position = (position + kBlock) % (kScratchFrames - kBlock);
    }
    state.SetBytesProcessed(state.iterations() * kBlock * 8);
}
BENCHMARK(scratchReadMemcpyAlone)->Unit(benchmark::kMicrosecond);

} // namespace
