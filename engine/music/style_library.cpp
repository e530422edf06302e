// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "core/paths.h"
#include "music/resource_files.h"
#include "music/style.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

namespace morphony {

namespace {

void replaceOrAdd(std::vector<Style>& styles, Style style) {
    const auto same = std::ranges::find_if(styles, [&](const Style& each) { return each.id == style.id; });
    if (same == styles.end()) {
        styles.push_back(std::move(style));
    } else {
        *same = std::move(style);
    }
}

/// Share of letter pairs that two words have in common (Dice 1945), enough to find what was mistyped.
double likeness(const std::string& a, const std::string& b) {
    const auto pairs = [](const std::string& word) {
        std::multiset<std::string> all;
        for (std::size_t i = 0; i + 1 < word.size(); ++i) {
            all.insert(word.substr(i, 2));
        }
        return all;
    };
    const auto left = pairs(a);
    const auto right = pairs(b);
    std::vector<std::string> both;
    std::ranges::set_intersection(left, right, std::back_inserter(both));
    return left.size() + right.size() == 0
               ? 0.0
               : 2.0 * static_cast<double>(both.size()) / static_cast<double>(left.size() + right.size());
}

} // namespace

const std::vector<Style>& builtInStyles() {
    static const auto all = [] {
        std::vector<Style> styles;
        for (const EmbeddedFile& file : embeddedStyles()) {
            styles.push_back(styleFromJson(file.content, std::string(file.name)));
        }
        return styles;
    }();
    return all;
}

std::vector<Style> stylesIn(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    std::error_code missing;
    for (const auto& entry : std::filesystem::directory_iterator(folder, missing)) {
        if (entry.path().extension() == ".json") {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    std::vector<Style> styles;
    for (const auto& file : files) {
        std::ifstream in(file, std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        if (!in.good() && !in.eof()) {
            throw EngineError(ErrorKind::InputUnreadable, "The style file \"" + file.string() + "\" cannot be read.");
        }
        replaceOrAdd(styles, styleFromJson(text, file.string()));
    }
    return styles;
}

std::vector<Style> allStyles() {
    std::vector<Style> styles = builtInStyles();
    for (Style& style : stylesIn(dataFolder() / "styles")) {
        replaceOrAdd(styles, std::move(style));
    }
    std::ranges::sort(styles, {}, &Style::id);
    return styles;
}

Style styleById(const std::string& id) {
    std::vector<Style> styles = allStyles();
    const auto found = std::ranges::find_if(styles, [&](const Style& style) { return style.id == id; });
    if (found != styles.end()) {
        return *found;
    }
    std::ranges::stable_sort(styles, std::ranges::greater{}, [&](const Style& style) { return likeness(id, style.id); });
    std::string nearest;
    for (std::size_t i = 0; i < std::min<std::size_t>(4, styles.size()); ++i) {
        nearest += (i == 0 ? "" : ", ") + styles[i].id;
    }
    throw EngineError(ErrorKind::BadUsage, "There is no style \"" + id + "\"; the nearest are " + nearest + ".");
}

} // namespace morphony
