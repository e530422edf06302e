// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace morphony::cli {

/// Keys keep the order they are written in. For .cpp files of the command line only.
using Json = nlohmann::ordered_json;

/// One indented JSON document with a line end. Bytes that are not UTF-8 (a file's name may hold any) become U+FFFD.
[[nodiscard]] inline std::string toDocument(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace morphony::cli
