// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "io/audio_cache.h"
#include "io/frame_file.h"

#include <cerrno>
#include <cstring>

namespace morphony {

namespace {

std::string megabytes(std::int64_t bytes) { return std::to_string((bytes + 999'999) / 1'000'000) + " MB"; }

FrameFile createWithRoom(int channels, FrameCount frames) {
    std::string tried;
    std::int64_t needed = 0;
    for (const auto& folder : scratchFolders()) {
        FrameFile file(FrameFile::createUnnamed(folder), channels);
        needed = file.bytesFor(frames);
        if (file.fd() >= 0 && file.reserve(frames)) {
            return file;
        }
        tried += (tried.empty() ? "" : ", ") + folder.string() + " (" + std::strerror(errno) + ")";
    }
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

ScratchAudio::~ScratchAudio() = default;

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
