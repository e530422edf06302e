// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/track_lane.h"

#include "app/words.h"

#include <QObject>

namespace morphony {

LaneContent trackLane(const QString& id, LaneRole role, const Track& track, const TrackMusic* music) {
    const AudioSource& audio = *track.audio.audio;
    LaneContent content;
    content.id = id;
    content.role = role;
    content.title = track.title();
    // each line fits the header's 114 pixels
    content.facts = {
        music ? factLine(*music, role == LaneRole::Source) : QString::fromStdString(track.audio.info.container),
        role == LaneRole::Style ? QObject::tr("own time · %1").arg(timeText(audio.seconds()))
                                : QStringLiteral("%1 · %2").arg(timeText(audio.seconds()), rateText(audio.sampleRate()))};
    content.rate = audio.sampleRate();
    content.frames = audio.frames();
    content.pyramid = track.pyramid;
    if (music) {
        content.grid = music->grid;
    }
    return content;
}

QString slotFacts(const Track& track, const TrackMusic* music) {
    const QString length = timeText(track.audio.audio->seconds());
    return music && !music->grid.beats.isEmpty() ? factLine(*music, false) + QStringLiteral(" · ") + length : length;
}

} // namespace morphony
