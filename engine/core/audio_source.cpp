// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio_source.h"

namespace morphony {

void BufferSource::read(FrameCount position, AudioView out) const {
    const FrameRange wanted{position, position + out.frames()};
    const FrameRange inside = wanted.clippedTo({0, frames()});
    if (inside.size() < out.frames()) {
        out.clear();
    }
    if (!inside.empty()) {
        out.slice({inside.begin - position, inside.end - position}).copyFrom(m_buffer.view().slice(inside));
    }
}

void ExcerptSource::read(FrameCount position, AudioView out) const {
    const FrameRange wanted{position, position + out.frames()};
    const FrameRange inside = wanted.clippedTo({0, frames()});
    if (inside.size() < out.frames()) {
        out.clear();
    }
    if (!inside.empty()) {
        m_whole->read(m_range.begin + inside.begin, out.slice({inside.begin - position, inside.end - position}));
    }
}

AudioBuffer readRange(const AudioSource& source, FrameRange range) {
    AudioBuffer buffer(source.channels(), range.size());
    source.read(range.begin, buffer.view());
    return buffer;
}

AudioBuffer readAll(const AudioSource& source) { return readRange(source, {0, source.frames()}); }

} // namespace morphony
