// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/render/render_data.h"

namespace morphony {

/// What `morphony-train read` makes of recordings. Keys of the JSON form are the fields' names in snake case.
struct RecordingSettings {
    enum class Label { Folder, Tag };

    std::vector<std::filesystem::path> folders; ///< searched with all folders below them
    Label label = Label::Folder;                ///< a recording's family: its folder's name, or the genre of its tags
    double heldOutShare = 0.15;                 ///< of the recordings, chosen by their names
    double mostSeconds = 600.0;                 ///< that are read of each
    std::size_t recordingsPerShard = 8;
};

[[nodiscard]] RecordingSettings recordingSettingsFrom(const std::filesystem::path& file);

/// Writes the same shards as renderData() from the audio files below the folders, those without a label left out, without
/// labels of instruments. Same rules for a folder that is there already, for errors and for `cancel`; a file that is no
/// audio is passed over.
RenderReport readRecordings(const RecordingSettings& settings, const std::string& settingsText,
                            const std::filesystem::path& out, const std::atomic<bool>& cancel,
                            const std::function<void(const RenderReport&)>& told);

} // namespace morphony
