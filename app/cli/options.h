// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "io/audio_writer.h"
#include "morph/morph_request.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace morphony::cli {

// Each reads the text after `option`, and throws EngineError (BadUsage) whose sentence names the option, what was found
// and what was expected.
[[nodiscard]] std::filesystem::path parsePath(std::string_view option, const std::string& text); ///< not empty
[[nodiscard]] double parseShare(std::string_view option, std::string_view text);                 ///< 0 to 1
[[nodiscard]] int parseWhole(std::string_view option, std::string_view text, int least, int most);
[[nodiscard]] std::uint64_t parseSeed(std::string_view option, std::string_view text);
[[nodiscard]] std::set<Stem> parseStems(std::string_view option, std::string_view text); ///< comma-separated
[[nodiscard]] Device parseDevice(std::string_view option, std::string_view text);
/// key=value pairs; a key may be given once.
[[nodiscard]] std::map<std::string, std::string> parseSettings(std::string_view option,
                                                               const std::vector<std::string>& pairs);

/// The options that say how a result is written, as given.
struct OutputArguments {
    std::string out;
    std::optional<std::string> bits;
    std::optional<std::string> kbps;
    bool overwrite = false;
};

/// Adds -o, --bits, --kbps and --overwrite.
void addOutputOptions(Command& command, OutputArguments& arguments);

/// Throws EngineError (BadUsage) for an unknown ending and for --bits or --kbps that OUT's format does not take.
[[nodiscard]] AudioWriteSettings writeSettings(const OutputArguments& arguments);

} // namespace morphony::cli
