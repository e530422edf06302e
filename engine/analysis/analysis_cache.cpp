// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/analysis_cache.h"

#include "analysis/analysis_json.h"
#include "core/engine_error.h"
#include "core/log.h"
#include "core/paths.h"
#include "io/atomic_file.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <vector>

namespace morphony {

namespace fs = std::filesystem;

namespace {

/// Goes up with every change that makes the same audio give another analysis.
constexpr int kAnalysisVersion = 7;

} // namespace

AnalysisCache::AnalysisCache() : AnalysisCache(cacheFolder() / "analysis") {}

fs::path AnalysisCache::pathOf(const std::string& hash) const {
    return m_folder / (hash + "-" + std::to_string(kAnalysisVersion) + ".json");
}

std::optional<TrackAnalysis> AnalysisCache::find(const std::string& hash) const {
    const fs::path path = pathOf(hash);
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return std::nullopt;
    }
    auto analysis = analysisFromJson({std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()});
    std::error_code ignored;
    if (analysis) {
        fs::last_write_time(path, fs::file_time_type::clock::now(), ignored); // used now
    } else {
        fs::remove(path, ignored);
    }
    return analysis;
}

void AnalysisCache::store(const std::string& hash, const TrackAnalysis& analysis) const {
    std::error_code ignored;
    fs::create_directories(m_folder, ignored);
    try {
        writeTextFile(pathOf(hash), analysisToJson(analysis), true);
    } catch (const EngineError& e) {
        log::warn(std::string("An analysis is not kept: ") + e.what());
        return;
    }
    trim();
}

void AnalysisCache::trim() const {
    std::error_code error;
    std::vector<std::pair<fs::file_time_type, fs::path>> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(m_folder, error)) {
        const auto used = entry.last_write_time(error);
        if (!error) { // another process may have removed it meanwhile
            files.emplace_back(used, entry.path());
        }
    }
    if (files.size() <= m_mostFiles) {
        return;
    }
    std::ranges::sort(files);
    files.resize(files.size() - m_mostFiles);
    for (const auto& [used, path] : files) {
        fs::remove(path, error);
    }
}

} // namespace morphony
