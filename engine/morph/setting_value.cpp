// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/setting_value.h"

#include "core/engine_error.h"

#include <charconv>
#include <sstream>

namespace morphony {

double numberSetting(const MorphRequest& request, const std::string& key, double fallback, double least, double most) {
    const auto found = request.settings.find(key);
    if (found == request.settings.end()) {
        return fallback;
    }
    const std::string& text = found->second;
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !(value >= least && value <= most)) {
        std::ostringstream sentence;
        sentence << "The setting " << key << " is \"" << text << "\"; it takes a number from " << least << " to " << most
                 << ".";
        throw EngineError(ErrorKind::BadUsage, sentence.str());
    }
    return value;
}

} // namespace morphony
