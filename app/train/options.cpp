// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/train/verbs.h"

#include "core/engine_error.h"

#include <algorithm>

namespace morphony {

std::map<std::string, std::string> optionsFrom(const Words& words, const Words& valued, const Words& flags) {
    std::map<std::string, std::string> options;
    for (std::size_t i = 2; i < words.size(); ++i) {
        const bool flag = std::ranges::find(flags, words[i]) != flags.end();
        if (!flag && (std::ranges::find(valued, words[i]) == valued.end() || i + 1 == words.size())) {
            throw EngineError(ErrorKind::BadUsage,
                              "\"" + words[i] + "\" is not understood here or has no value; see morphony-train --help.");
        }
        std::string& value = options[words[i]];
        if (!flag) {
            value = words[++i];
        }
    }
    for (const std::string& option : valued) {
        if (!options.contains(option)) {
            throw EngineError(ErrorKind::BadUsage, option + " is missing; see morphony-train --help.");
        }
    }
    return options;
}

} // namespace morphony
