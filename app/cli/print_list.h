// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/console.h"
#include "app/cli/json.h"

namespace morphony::cli {

/// Prints every item as text for people, or with `json` all of them as one document {key: [...]}.
template <typename List, typename ToJson, typename ToText>
void printList(const char* key, const List& items, bool json, ToJson toJson, ToText toText) {
    Json list = Json::array();
    for (const auto& item : items) {
        if (json) {
            list.push_back(toJson(item));
        } else {
            printOut(toText(item));
        }
    }
    if (json) {
        printOut(toDocument({{key, list}}));
    }
}

} // namespace morphony::cli
