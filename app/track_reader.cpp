// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/track_reader.h"

#include "core/job_context.h"
#include "io/tags.h"

namespace morphony {

Track readTrack(const std::filesystem::path& file, JobContext& context) {
    // shares as measured with a five-minute Ogg file
    context.plan({{"Reading", 0.9}, {"Drawing", 0.1}});
    context.beginStage("Reading");
    Track track;
    track.audio = loadAudio(file, context);
    track.tagTitle = QString::fromStdString(readTags(file).title).simplified();
    context.beginStage("Drawing");
    track.pyramid = WaveformPyramid::build(*track.audio.audio, context);
    return track;
}

} // namespace morphony
