// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"

#include <filesystem>
#include <optional>
#include <string>

namespace morphony {

/// Analyses that were made before, one JSON file per content hash, under cacheFolder()/analysis. Several processes may use
/// it at once and anybody may delete from it at any time. A folder that cannot be written keeps nothing, and a file that
/// is damaged or of another version of the analysis counts as absent: the work is then done again.
class AnalysisCache {
public:
    /// Files that are kept, least recently used first out: some 200 kB each.
    static constexpr std::size_t kMostFiles = 2000;

    AnalysisCache();
    explicit AnalysisCache(std::filesystem::path folder, std::size_t mostFiles = kMostFiles)
        : m_folder(std::move(folder)), m_mostFiles(mostFiles) {}

    [[nodiscard]] std::optional<TrackAnalysis> find(const std::string& hash) const;
    void store(const std::string& hash, const TrackAnalysis& analysis) const;

private:
    [[nodiscard]] std::filesystem::path pathOf(const std::string& hash) const;
    void trim() const;

    std::filesystem::path m_folder;
    std::size_t m_mostFiles;
};

} // namespace morphony
