// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "io/audio_cache.h"
#include "io/frame_file.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace morphony {

namespace {

std::string megabytes(std::int64_t bytes) { return std::to_string((bytes + 999'999) / 1'000'000) + " MB"; }

std::atomic<int> g_leaving{0}; ///< files that threads are giving back

/// Giving its blocks back takes the disk some 40 ms per 100 MB, seconds for a layer of three hours: too long for whoever
/// drops the last reference, the window say. A thread of its own does it.
void giveBack(int fd) {
    g_leaving.fetch_add(1);
    const auto close = [fd] {
        ::close(fd);
        g_leaving.fetch_sub(1);
        g_leaving.notify_all();
    };
    try {
        std::thread(close).detach();
    } catch (const std::system_error&) { // no thread to be had: here, then
        close();
    }
}

/// None when no folder has room for that much; `tried` says where and why.
std::optional<FrameFile> createAnywhere(int channels, FrameCount frames, std::string& tried) {
    tried.clear();
    for (const auto& folder : scratchFolders()) {
        FrameFile file(FrameFile::createUnnamed(folder), channels);
        if (file.fd() >= 0 && file.reserve(frames)) {
            return file;
        }
        tried += (tried.empty() ? "" : ", ") + folder.string() + " (" + std::strerror(errno) + ")";
    }
    return std::nullopt;
}

FrameFile createWithRoom(int channels, FrameCount frames) {
    std::string tried;
    if (auto file = createAnywhere(channels, frames, tried)) {
        return std::move(*file);
    }
    for (int leaving = g_leaving.load(); leaving > 0; leaving = g_leaving.load()) {
        g_leaving.wait(leaving); // what is being given back may be what is missing
    }
    if (auto file = createAnywhere(channels, frames, tried)) {
        return std::move(*file);
    }
    const std::int64_t needed = FrameFile(UniqueFd(), channels).bytesFor(frames);
    throw EngineError(ErrorKind::OutputUnwritable,
                      "Working space of " + megabytes(needed) + " is needed and could not be had in " + tried +
                          "; free some disk space or set TMPDIR to a folder with more");
}

} // namespace

struct ScratchAudio::Impl {
    FrameFile file;
    FrameCount frames;
    SampleRate rate;
    int channels;
};

ScratchAudio::ScratchAudio(int channels, FrameCount frames, SampleRate rate)
    : m_impl(new Impl{createWithRoom(channels, frames), frames, rate, channels}) {}

ScratchAudio::~ScratchAudio() { giveBack(m_impl->file.release()); }

SampleRate ScratchAudio::sampleRate() const { return m_impl->rate; }
int ScratchAudio::channels() const { return m_impl->channels; }
FrameCount ScratchAudio::frames() const { return m_impl->frames; }

void ScratchAudio::read(FrameCount position, AudioView out) const { m_impl->file.readPadded(frames(), position, out); }

void ScratchAudio::write(FrameCount position, ConstAudioView audio) {
    const FrameRange inside = FrameRange{position, position + audio.frames()}.clippedTo({0, frames()});
    if (!inside.empty() &&
        !m_impl->file.write(inside.begin, audio.slice({inside.begin - position, inside.end - position}))) {
        throw EngineError(ErrorKind::OutputUnwritable,
                          std::string("Cannot write to the working space on disk: ") + std::strerror(errno));
    }
}

} // namespace morphony
