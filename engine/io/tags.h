// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace morphony {

/// What a file says about the music in it; text is UTF-8, empty where nothing is said.
struct Tags {
    std::string title;
    std::string artist;
    std::string album;
    std::string date;  ///< "1984" or "1984-05-17"
    std::string genre;
    std::string track; ///< "3" or "3/12"
    std::string cover; ///< the front cover's bytes
    std::string coverType; ///< its MIME type, "image/jpeg"

    [[nodiscard]] bool empty() const;
};

/// The tags of an audio or video file; empty ones when it has none or cannot be read (a missing title is no error).
[[nodiscard]] Tags readTags(const std::filesystem::path& file);

/// Writes `tags` into an existing WAV, FLAC, MP3 or OGG file. False when the file cannot take them.
[[nodiscard]] bool writeTags(const std::filesystem::path& file, const Tags& tags);

} // namespace morphony
