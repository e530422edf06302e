// SPDX-License-Identifier: GPL-3.0-or-later
#include "pairs.h"

#include "core/engine_error.h"

#include <fstream>
#include <sstream>

namespace morphony {

std::vector<MorphPair> readPairs(const std::string& file, const std::string& set, int only) {
    std::ifstream in(file);
    if (!in) {
        throw EngineError(ErrorKind::InputUnreadable, "The list of pairs \"" + file + "\" cannot be read.");
    }
    std::vector<MorphPair> pairs;
    int number = 0;
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line.front() == '#') {
            continue;
        }
        std::istringstream fields(line);
        MorphPair pair;
        std::string from;
        if (!std::getline(fields, pair.set, '\t') || !std::getline(fields, pair.source, '\t') ||
            !std::getline(fields, from, '\t') || !std::getline(fields, pair.style)) {
            throw EngineError(ErrorKind::InputUnreadable, "This line of " + file + " has fewer than four fields: " + line);
        }
        pair.from = std::stod(from);
        if (!set.empty() && pair.set != set) {
            continue;
        }
        pair.number = ++number;
        if (only == 0 || only == number) {
            pairs.push_back(pair);
        }
    }
    return pairs;
}

EngineSettings settingsFrom(const std::string& text) {
    std::istringstream words(text);
    EngineSettings settings;
    for (std::string word; words >> word;) {
        const auto equals = word.find('=');
        if (equals == std::string::npos) {
            throw EngineError(ErrorKind::BadUsage, "A setting is written key=value; this is \"" + word + "\".");
        }
        settings[word.substr(0, equals)] = word.substr(equals + 1);
    }
    return settings;
}

std::shared_ptr<const MorphResult> morphPair(const MorphPair& pair, double seconds, const EngineSettings& settings,
                                             const std::string& prompt) {
    MorphRequest request;
    request.source = pair.source;
    if (prompt.empty()) {
        request.style = pair.style;
    }
    request.prompt = prompt;
    request.engine = prompt.empty() ? "mosaic" : "arrange";
    request.region = TimeRange{pair.from, pair.from + seconds};
    request.crop = true;
    request.settings = settings;
    JobContext context;
    return runMorph(request, 0, context);
}

std::shared_ptr<const AudioSource> middleOf(const std::shared_ptr<const AudioSource>& piece, double seconds) {
    const FrameCount length = std::min(piece->frames(), framesOf(seconds, piece->sampleRate()));
    const FrameCount begin = (piece->frames() - length) / 2;
    return std::make_shared<ExcerptSource>(piece, FrameRange{begin, begin + length});
}

} // namespace morphony
