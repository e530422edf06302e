// SPDX-License-Identifier: GPL-3.0-or-later
#include "io/audio_cache.h"

#include "core/content_hash.h"
#include "core/engine_error.h"
#include "core/paths.h"
#include "io/cache_folder.h"
#include "io/frame_file.h"
#include "io/reader_backends.h"

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>

namespace morphony {

namespace {

/// Frames decoded between two looks at cancel: some 2 ms of work for the slowest decoder.
constexpr FrameCount kBlockFrames = 16384;
/// Bytes written between two looks at the room left on the disk.
constexpr std::int64_t kRoomCheckBytes = std::int64_t{32} << 20;
/// Without any disk: ten minutes of 48 kHz stereo.
constexpr std::int64_t kMaxMemoryBytes = std::int64_t{10} * 60 * 48000 * 2 * sizeof(float);
/// No codec packs tighter than this but for silence; a length beyond it is a broken header and not worth making room for.
constexpr std::int64_t kMaxExpansion = 1024;

/// What tells that a file was replaced or written to while it was being read.
struct Stamp {
    dev_t device;
    ino_t inode;
    off_t size;
    std::int64_t seconds;
    std::int64_t nanoseconds;

    bool operator==(const Stamp&) const = default;
};

Stamp stampOf(const std::filesystem::path& file) {
    struct stat status {};
    (void)::stat(file.c_str(), &status); // a file that has gone compares unequal
    return {status.st_dev, status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

/// Decodes all of `reader` block by block into `store(position, block)`; false as soon as that returns false.
template <typename Store>
bool decodeAll(AudioReader& reader, JobContext& context, FrameCount& frames, Store&& store) {
    const AudioFileInfo& info = reader.info();
    const auto expected = static_cast<double>(std::max<FrameCount>(1, info.frames.value_or(0)));
    AudioBuffer block(info.channels, kBlockFrames);
    for (frames = 0;;) {
        context.progress(info.frames ? static_cast<double>(frames) / expected : 0.0);
        const FrameCount got = reader.read(block.view());
        if (got == 0) {
            return true;
        }
        if (!store(frames, ConstAudioView(block.view()).slice({0, got}))) {
            return false;
        }
        frames += got;
    }
}

bool decodeToDisk(AudioReader& reader, JobContext& context, FrameFile& file, FrameCount& frames, const CacheFolder& cache) {
    std::int64_t nextCheck = 0;
    return decodeAll(reader, context, frames, [&](FrameCount position, ConstAudioView block) {
        if (file.bytesFor(position) >= nextCheck) {
            const auto free = freeBytes(file.fd());
            if (free && *free < 2 * kRoomCheckBytes && !cache.makeRoom(kRoomCheckBytes)) {
                errno = ENOSPC;
                return false;
            }
            nextCheck = file.bytesFor(position) + kRoomCheckBytes;
        }
        return file.write(position, block);
    });
}

/// A load in progress.
struct Loading {
    LoadedAudio loaded;
    Stamp before;
};

/// What is known once all is decoded. Refuses what must not be kept under the content's hash.
AudioFileInfo finished(const AudioReader& reader, FrameCount frames, const Loading& loading) {
    const auto& file = loading.loaded.file;
    if (frames == 0) {
        throw EngineError(ErrorKind::InputUnreadable, "Cannot read " + file.string() + ": it is a " +
                                                          reader.info().container + " file without any sound in it");
    }
    if (stampOf(file) != loading.before) {
        throw EngineError(ErrorKind::InputUnreadable,
                          "Cannot read " + file.string() + ": it was changed while it was being read; try again");
    }
    AudioFileInfo info = reader.info();
    info.frames = frames;
    return info;
}

std::shared_ptr<const AudioSource> sourceOver(UniqueFd fd, const AudioFileInfo& info) {
    return std::make_shared<FrameFileSource>(FrameFile(std::move(fd), info.channels), info.channels, *info.frames,
                                             info.sampleRate);
}

/// Into the cache, under the content's hash where its bounds allow. False when there is no room or no right to write.
bool loadThroughCache(const CacheFolder& cache, Loading& loading, JobContext& context) {
    LoadedAudio& loaded = loading.loaded;
    CacheFolder::Pending pending = cache.create();
    if (!pending) {
        return false;
    }
    const auto reader = openAudio(loaded.file);
    FrameFile file(UniqueFd(::dup(pending.fd())), reader->info().channels);
    const auto most = static_cast<std::int64_t>(std::filesystem::file_size(loaded.file)) * kMaxExpansion;
    cache.makeRoom(std::min(file.bytesFor(0) + most, file.bytesFor(reader->info().frames.value_or(0))));
    FrameCount frames = 0;
    if (!decodeToDisk(*reader, context, file, frames, cache)) {
        return false;
    }
    loaded.info = finished(*reader, frames, loading);
    loaded.audio = sourceOver(cache.publish(std::move(pending), loaded.hash, loaded.info), loaded.info);
    return true;
}

bool loadThroughScratch(const CacheFolder& cache, Loading& loading, JobContext& context) {
    LoadedAudio& loaded = loading.loaded;
    for (const auto& folder : scratchFolders()) {
        UniqueFd fd = FrameFile::createUnnamed(folder);
        if (!fd) {
            continue;
        }
        const auto reader = openAudio(loaded.file);
        FrameFile file(UniqueFd(::dup(fd.get())), reader->info().channels);
        FrameCount frames = 0;
        if (decodeToDisk(*reader, context, file, frames, cache)) {
            loaded.info = finished(*reader, frames, loading);
            loaded.audio = sourceOver(std::move(fd), loaded.info);
            return true;
        }
    }
    return false;
}

bool loadIntoMemory(Loading& loading, JobContext& context) {
    LoadedAudio& loaded = loading.loaded;
    const auto reader = openAudio(loaded.file);
    const int channels = reader->info().channels;
    std::vector<AudioBuffer> blocks;
    FrameCount frames = 0;
    const bool fits = decodeAll(*reader, context, frames, [&](FrameCount position, ConstAudioView block) {
        if ((position + block.frames()) * channels * static_cast<std::int64_t>(sizeof(float)) > kMaxMemoryBytes) {
            return false;
        }
        blocks.emplace_back(channels, block.frames()).view().copyFrom(block);
        return true;
    });
    if (!fits) {
        return false;
    }
    loaded.info = finished(*reader, frames, loading);
    AudioBuffer whole(channels, frames);
    FrameCount position = 0;
    for (AudioBuffer& block : blocks) {
        whole.view().slice({position, position + block.frames()}).copyFrom(block.view());
        position += block.frames();
        block = AudioBuffer();
    }
    loaded.audio = std::make_shared<BufferSource>(std::move(whole), loaded.info.sampleRate);
    return true;
}

} // namespace

LoadedAudio loadAudio(const std::filesystem::path& file, JobContext& context) {
    requireReadableFile(file);
    const Stamp before = stampOf(file);
    std::string hash = contentHash(file, context);
    Loading loading{{file, {}, std::move(hash), nullptr}, before};
    LoadedAudio& loaded = loading.loaded;

    const CacheFolder cache(cacheFolder() / "audio");
    if (auto entry = cache.find(loaded.hash)) {
        loaded.info = std::move(entry->info);
        loaded.audio = sourceOver(std::move(entry->fd), loaded.info);
        return std::move(loaded);
    }
    if (!loadThroughCache(cache, loading, context) && !loadThroughScratch(cache, loading, context) &&
        !loadIntoMemory(loading, context)) {
        throw EngineError(
            ErrorKind::OutputUnwritable,
            "No room to decode " + file.string() + ": neither " + cacheFolder().string() +
                " nor the temporary folder can hold its audio; free some disk space or set TMPDIR to a folder "
                "with more");
    }
    return std::move(loading.loaded);
}

} // namespace morphony
