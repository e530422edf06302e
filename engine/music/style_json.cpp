// SPDX-License-Identifier: GPL-3.0-or-later
#include "music/style.h"

#include "core/engine_error.h"
#include "music/groove.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

namespace morphony {

namespace {

using Json = nlohmann::json;

constexpr std::array<std::pair<const char*, LineKind>, 12> kLines{{{"groove", LineKind::Groove},
                                                                   {"walking", LineKind::Walking},
                                                                   {"root", LineKind::Root},
                                                                   {"eighths", LineKind::Eighths},
                                                                   {"sixteenths", LineKind::Sixteenths},
                                                                   {"gallop", LineKind::Gallop},
                                                                   {"octaves", LineKind::Octaves},
                                                                   {"offbeat", LineKind::Offbeat},
                                                                   {"quarters", LineKind::Quarters},
                                                                   {"stabs", LineKind::Stabs},
                                                                   {"pad", LineKind::Pad},
                                                                   {"arpeggio", LineKind::Arpeggio}}};

/// A JSON object under its place in the file; remembers which keys were asked for.
class Group {
public:
    Group(const Json& json, std::string path, const std::string& file)
        : m_json(json), m_path(std::move(path)), m_file(file) {
        if (!json.is_object()) {
            refuse("", "a group { ... }");
        }
    }

    [[nodiscard]] bool has(const std::string& key) {
        m_asked.insert(key);
        return m_json.contains(key);
    }
    double number(const std::string& key, double fallback, double least, double most) {
        if (!has(key)) {
            return fallback;
        }
        const Json& value = m_json.at(key);
        if (!value.is_number() || value.get<double>() < least || value.get<double>() > most) {
            refuse(key, "a number from " + text(least) + " to " + text(most));
        }
        return value.get<double>();
    }
    std::string word(const std::string& key, bool required) {
        if (!has(key) && !required) {
            return {};
        }
        if (!m_json.contains(key) || !m_json.at(key).is_string() || m_json.at(key).get<std::string>().empty()) {
            refuse(key, "a text");
        }
        return m_json.at(key).get<std::string>();
    }
    bool flag(const std::string& key) {
        if (!has(key)) {
            return false;
        }
        if (!m_json.at(key).is_boolean()) {
            refuse(key, "true or false");
        }
        return m_json.at(key).get<bool>();
    }
    std::vector<int> integers(const std::string& key, int least, int most) {
        std::vector<int> values;
        if (!has(key)) {
            return values;
        }
        const std::string wanted = "a list of whole numbers from " + std::to_string(least) + " to " + std::to_string(most);
        if (!m_json.at(key).is_array()) {
            refuse(key, wanted);
        }
        for (const Json& value : m_json.at(key)) {
            if (!value.is_number_integer() || value.get<int>() < least || value.get<int>() > most) {
                refuse(key, wanted);
            }
            values.push_back(value.get<int>());
        }
        return values;
    }
    /// Two rising numbers; `fallback` where the key is missing and not required.
    std::pair<double, double> range(const std::string& key, std::pair<double, double> fallback, double least, double most,
                                    bool required) {
        if (!has(key) && !required) {
            return fallback;
        }
        const Json value = m_json.contains(key) ? m_json.at(key) : Json();
        if (!value.is_array() || value.size() != 2 || !value[0].is_number() || !value[1].is_number() || value[0] < least ||
            value[1] > most || value[0] >= value[1]) {
            refuse(key, "two rising numbers from " + text(least) + " to " + text(most));
        }
        return {value[0].get<double>(), value[1].get<double>()};
    }
    std::vector<std::string> words(const std::string& key) {
        std::vector<std::string> values;
        if (!has(key)) {
            return values;
        }
        const Json& list = m_json.at(key);
        if (!list.is_array() || !std::ranges::all_of(list, [](const Json& value) { return value.is_string(); })) {
            refuse(key, "a list of words");
        }
        return list.get<std::vector<std::string>>();
    }
    /// The group under `key`; an empty one where it is missing and not required.
    Group group(const std::string& key, bool required) {
        static const Json kNone = Json::object();
        if (!has(key) && !required) {
            return {kNone, at(key), m_file};
        }
        if (!m_json.contains(key)) {
            refuse(key, "a group { ... }");
        }
        return {m_json.at(key), at(key), m_file};
    }
    [[nodiscard]] std::vector<std::string> keys() const {
        std::vector<std::string> all;
        for (const auto& [key, value] : m_json.items()) {
            all.push_back(key);
        }
        return all;
    }
    /// Refuses keys that nobody asked for.
    void finish() const {
        for (const auto& [key, value] : m_json.items()) {
            if (!m_asked.contains(key)) {
                std::string known;
                for (const std::string& each : m_asked) {
                    known += (known.empty() ? "" : ", ") + each;
                }
                throw EngineError(ErrorKind::InputUnreadable, "The style file \"" + m_file + "\" has an unknown key \"" +
                                                                  at(key) + "\"; known here are " + known + ".");
            }
        }
    }
    [[noreturn]] void refuse(const std::string& key, const std::string& expected) const {
        const Json* found = key.empty() ? &m_json : m_json.contains(key) ? &m_json.at(key) : nullptr;
        const std::string place = key.empty() ? m_path : at(key);
        throw EngineError(
            ErrorKind::InputUnreadable,
            "The style file \"" + m_file + "\" has " +
                (found == nullptr ? "no \"" + place + "\"" : "\"" + place + "\": " + found->dump().substr(0, 60)) +
                "; expected " + expected + ".");
    }

private:
    [[nodiscard]] std::string at(const std::string& key) const { return m_path.empty() ? key : m_path + "." + key; }
    static std::string text(double value) {
        std::string out = Json(value).dump();
        return out.ends_with(".0") ? out.substr(0, out.size() - 2) : out;
    }

    const Json& m_json;
    std::string m_path;
    const std::string& m_file;
    std::set<std::string> m_asked;
};

MeterGrooves readGrooves(Group group) {
    MeterGrooves grooves;
    grooves.main = group.word("main", true);
    for (const auto& [key, place] : {std::pair{"main", &grooves.main},
                                     {"loud", &grooves.loud},
                                     {"soft", &grooves.soft},
                                     {"fill", &grooves.fill},
                                     {"intro", &grooves.intro},
                                     {"ending", &grooves.ending},
                                     {"drums", &grooves.drums}}) {
        *place = group.word(key, false);
        if (!place->empty() && !builtInGrooves().contains(*place)) {
            group.refuse(key, "the id of a groove of this program, such as \"" + builtInGrooves().begin()->first + "\"");
        }
    }
    group.finish();
    return grooves;
}

PartStyle readPart(Group group, PartRole role) {
    PartStyle part;
    part.programs = group.integers("programs", 0, 127);
    if (group.has("program")) {
        part.programs.insert(part.programs.begin(), static_cast<int>(group.number("program", 0.0, 0.0, 127.0)));
    }
    if (role == PartRole::Drums) {
        part.kit = static_cast<int>(group.number("kit", 0.0, 0.0, 127.0));
    } else {
        const auto range = group.range("range", {36.0, 84.0}, 0.0, 127.0, true);
        part.low = static_cast<int>(range.first);
        part.high = static_cast<int>(range.second);
        if (part.high - part.low < 12) {
            group.refuse("range", "at least an octave");
        }
    }
    if (group.has("line")) {
        const std::string word = group.word("line", true);
        const auto found = std::ranges::find_if(kLines, [&](const auto& line) { return word == line.first; });
        if (found == kLines.end()) {
            std::string all;
            for (const auto& [known, kind] : kLines) {
                all += (all.empty() ? "" : ", ") + std::string(known);
            }
            group.refuse("line", "one of " + all);
        }
        part.line = found->second;
    }
    part.levelLu = group.number("level", part.levelLu, -60.0, 6.0);
    part.driveDb = group.number("drive", 0.0, 0.0, 24.0);
    part.ampDb = group.number("amp", 0.0, 0.0, 60.0);
    part.lowCutHz = group.number("low_cut", 0.0, 0.0, 2000.0);
    part.highCutHz = group.number("high_cut", 0.0, 0.0, 20000.0);
    part.gatedReverb = group.number("gated_reverb", 0.0, 0.0, 1.0);
    part.chorus = group.number("chorus", 0.0, 0.0, 1.0);
    part.powerChords = group.flag("power");
    group.finish();
    return part;
}

void readFeel(Group group, Style& style) {
    style.swing = group.number("swing", style.swing, 0.5, 0.75);
    style.timingMs = group.number("timing_ms", style.timingMs, 0.0, 40.0);
    style.velocitySpread = group.number("velocity", style.velocitySpread, 0.0, 30.0);
    if (group.has("time")) {
        const std::string time = group.word("time", true);
        if (time != "half" && time != "double") {
            group.refuse("time", "\"half\" or \"double\"");
        }
        style.time = time == "half" ? TimeFeel::Half : TimeFeel::Double;
    }
    group.finish();
}

void readMix(Group group, Style& style) {
    style.reverbSeconds = group.number("reverb", style.reverbSeconds, 0.1, 8.0);
    style.wetDb = group.number("wet", style.wetDb, -60.0, 0.0);
    style.sideChain = group.number("side_chain", 0.0, 0.0, 1.0);
    style.chorus = group.number("chorus", 0.0, 0.0, 1.0);
    style.tape = group.number("tape", 0.0, 0.0, 1.0);
    style.vinyl = group.number("vinyl", 0.0, 0.0, 1.0);
    group.finish();
}

} // namespace

Style styleFromJson(std::string_view text, const std::string& fileName) {
    Json json;
    try {
        json = Json::parse(text);
    } catch (const Json::parse_error& error) {
        throw EngineError(ErrorKind::InputUnreadable, "The style file \"" + fileName + "\" is not JSON at byte " +
                                                          std::to_string(error.byte) +
                                                          "; expected one group { ... } as in the styles of this program.");
    }
    Group group(json, "", fileName);
    Style style;
    style.id = group.word("id", true);
    if (style.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos) {
        group.refuse("id", "small letters, digits and hyphens");
    }
    style.name = group.word("name", true);
    style.family = group.word("family", true);
    style.era = group.word("era", false);
    style.tags = group.words("tags");
    std::tie(style.tempoLow, style.tempoHigh) = group.range("tempo", {}, 20.0, 400.0, true);
    readFeel(group.group("feel", false), style);
    Group grooves = group.group("grooves", true);
    for (const std::string& meter : grooves.keys()) {
        if (meter != "4/4" && meter != "3/4" && meter != "6/8") {
            grooves.refuse(meter, "grooves for 4/4, 3/4 or 6/8");
        }
        style.grooves[meter] = readGrooves(grooves.group(meter, true));
    }
    if (!style.grooves.contains("4/4") && !style.grooves.contains("3/4")) {
        group.refuse("grooves", "grooves for 4/4 or 3/4");
    }
    Group parts = group.group("parts", true);
    for (const PartRole role :
         {PartRole::Drums, PartRole::Bass, PartRole::Comping, PartRole::Pad, PartRole::Lead, PartRole::Counter}) {
        if (parts.has(name(role))) {
            style.parts[role] = readPart(parts.group(name(role), true), role);
        }
    }
    parts.finish();
    if (style.parts.empty()) {
        group.refuse("parts", "at least one part");
    }
    Group source = group.group("source", false);
    style.remixDb = source.number("remix", style.remixDb, -60.0, 6.0);
    style.fullDb = source.number("full", style.fullDb, -60.0, 6.0);
    source.finish();
    readMix(group.group("mix", false), style);
    group.finish();
    return style;
}

} // namespace morphony
