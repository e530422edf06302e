// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/recipe.h"

#include "core/engine_error.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace morphony {

namespace {

using Json = nlohmann::ordered_json;

constexpr Names<AnalysisCorrection::Step, 3> kStepNames{{{AnalysisCorrection::Step::HalfTempo, "half_tempo"},
                                                         {AnalysisCorrection::Step::DoubleTempo, "double_tempo"},
                                                         {AnalysisCorrection::Step::BarsLater, "bars_later"}}};

/// Reads the keys of one JSON object and says which one is wrong, and how.
class Reader {
public:
    Reader(const Json& object, std::string where, const std::string& file)
        : m_object(object), m_where(std::move(where)), m_file(file) {
        if (!object.is_object()) {
            throw EngineError(ErrorKind::InputUnreadable, "The recipe " + m_file + " is not usable: " +
                                                              (m_where.empty() ? "the document" : "\"" + m_where + "\"") +
                                                              " is " + object.type_name() + ", expected an object.");
        }
    }

    [[nodiscard]] bool has(const char* key) const { return m_object.contains(key) && !m_object.at(key).is_null(); }
    [[nodiscard]] Reader object(const char* key) const { return {at(key, "an object"), pathOf(key), m_file}; }
    [[nodiscard]] std::string text(const char* key) const { return typed<std::string>(key, &Json::is_string, "a text"); }
    [[nodiscard]] bool truth(const char* key) const { return typed<bool>(key, &Json::is_boolean, "true or false"); }
    [[nodiscard]] double number(const char* key) const { return typed<double>(key, &Json::is_number, "a number"); }
    [[nodiscard]] std::uint64_t natural(const char* key) const {
        return typed<std::uint64_t>(key, &Json::is_number_unsigned, "a whole number of at least 0");
    }
    [[nodiscard]] int whole(const char* key, int least, int most) const {
        const double value = number(key);
        if (!(value >= least && value <= most && value == std::floor(value))) {
            fail(key, m_object.at(key), "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
        }
        return static_cast<int>(value);
    }
    [[nodiscard]] double share(const char* key) const {
        const double value = number(key);
        if (!(value >= 0.0 && value <= 1.0)) {
            fail(key, m_object.at(key), "a number from 0 to 1");
        }
        return value;
    }
    template <typename Value, std::size_t size>
    [[nodiscard]] Value oneOf(const char* key, const Json& found, const Names<Value, size>& names) const {
        if (const auto value = found.is_string() ? valueOf(names, found.get<std::string>()) : std::nullopt) {
            return *value;
        }
        std::string list;
        for (const auto& [value, name] : names) {
            list += (list.empty() ? "" : ", ") + std::string(name);
        }
        fail(key, found, "one of " + list);
    }
    [[nodiscard]] const Json& at(const char* key, const std::string& expected) const {
        if (!m_object.contains(key)) {
            throw EngineError(ErrorKind::InputUnreadable, "The recipe " + m_file + " is not usable: \"" + pathOf(key) +
                                                              "\" is missing, expected " + expected + ".");
        }
        return m_object.at(key);
    }
    [[noreturn]] void fail(const char* key, const Json& found, const std::string& expected) const {
        throw EngineError(ErrorKind::InputUnreadable, "The recipe " + m_file + " is not usable: \"" + pathOf(key) +
                                                          "\" is " + found.dump() + ", expected " + expected + ".");
    }

private:
    template <typename Value>
    [[nodiscard]] Value typed(const char* key, bool (Json::*is)() const noexcept, const char* expected) const {
        const Json& found = at(key, expected);
        if (!(found.*is)()) {
            fail(key, found, expected);
        }
        return found.get<Value>();
    }
    [[nodiscard]] std::string pathOf(const char* key) const { return m_where.empty() ? key : m_where + "." + key; }

    const Json& m_object;
    std::string m_where;
    const std::string& m_file;
};

Json fileJson(const std::filesystem::path& file, const std::string& hash) {
    return {{"file", std::filesystem::absolute(file).string()}, {"sha256", hash}};
}

DialSetting dialFrom(const Reader& reader) {
    const auto aspect = [&](const char* key) { return reader.has(key) ? std::optional(reader.share(key)) : std::nullopt; };
    return {reader.share("strength"), aspect("timbre"), aspect("rhythm"), aspect("harmony")};
}

Json dialJson(const DialSetting& dial) {
    Json json{{"strength", dial.strength}};
    const auto add = [&](const char* key, const std::optional<double>& value) {
        if (value) {
            json[key] = *value;
        }
    };
    add("timbre", dial.timbre);
    add("rhythm", dial.rhythm);
    add("harmony", dial.harmony);
    return json;
}

Json correctionJson(const AnalysisCorrection& correction) {
    Json json = Json::object();
    if (correction.tapped) {
        json["tapped"]["bpm"] = correction.tapped->bpm;
        if (correction.tapped->beat) {
            json["tapped"]["beat"] = *correction.tapped->beat;
        }
    }
    for (const AnalysisCorrection::Step step : correction.steps) {
        json["steps"].push_back(nameOf(kStepNames, step));
    }
    if (correction.key) {
        json["key"] = {{"tonic", correction.key->tonic}, {"minor", correction.key->minor}};
    }
    return json;
}

AnalysisCorrection correctionFrom(const Reader& reader) {
    AnalysisCorrection correction;
    if (reader.has("tapped")) {
        const Reader tapped = reader.object("tapped");
        correction.tapped = AnalysisCorrection::Tapped{tapped.number("bpm"), std::nullopt};
        if (!(correction.tapped->bpm > 0.0)) {
            tapped.fail("bpm", tapped.at("bpm", "a tempo"), "a number above 0");
        }
        if (tapped.has("beat")) {
            correction.tapped->beat = tapped.number("beat");
        }
    }
    if (reader.has("steps")) {
        const Json& steps = reader.at("steps", "a list of steps");
        if (!steps.is_array() || steps.size() > AnalysisCorrection::kMostSteps) {
            reader.fail("steps", steps, "a list of up to " + std::to_string(AnalysisCorrection::kMostSteps) + " steps");
        }
        for (const Json& step : steps) {
            correction.steps.push_back(reader.oneOf("steps", step, kStepNames));
        }
    }
    if (reader.has("key")) {
        const Reader key = reader.object("key");
        correction.key = Key{key.whole("tonic", 0, 11), key.truth("minor")};
    }
    return correction;
}

} // namespace

std::string Recipe::toJson() const {
    Json json{{"recipe", kVersion},
              {"program", programVersion},
              {"engine", request.engine},
              {"engine_version", engineVersion},
              {"source", fileJson(request.source, sourceHash)}};
    if (request.style) {
        json["style"] = fileJson(*request.style, styleHash);
    }
    if (!request.prompt.empty()) {
        json["prompt"] = request.prompt;
    }
    json["dial"] = dialJson(request.dial);
    if (request.region) {
        json["region"] = {{"from", request.region->from}, {"to", request.region->to}, {"crop", request.crop}};
    }
    if (!request.sourceCorrection.empty()) {
        json["corrections"]["source"] = correctionJson(request.sourceCorrection);
    }
    if (!request.styleCorrection.empty()) {
        json["corrections"]["style"] = correctionJson(request.styleCorrection);
    }
    if (request.keptContent) {
        json["keep_content"] = *request.keptContent;
    }
    json["keep"] = Json::array();
    for (const Stem stem : request.kept) {
        json["keep"].push_back(nameOf(kStemNames, stem));
    }
    json["seed"] = request.seed;
    json["device"] = nameOf(kDeviceNames, request.device);
    json["settings"] = Json::object();
    for (const auto& [key, value] : request.settings) {
        json["settings"][key] = value;
    }
    if (sampleFormat) {
        json["output"]["bits"] = nameOf(kSampleFormatNames, *sampleFormat);
    }
    if (kbps) {
        json["output"]["kbps"] = *kbps;
    }
    try {
        return json.dump(2) + "\n";
    } catch (const Json::exception&) {
        throw EngineError(
            ErrorKind::OutputUnwritable,
            "The recipe cannot be written: a file name in it is not UTF-8, which JSON needs; rename the file.");
    }
}

Recipe Recipe::fromJson(const std::string& text, const std::string& fileName) {
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) {
        throw EngineError(ErrorKind::InputUnreadable,
                          "The recipe " + fileName + " is not a JSON document; expected a file written with --recipe.");
    }
    const Reader reader(json, {}, fileName);
    if (const auto version = reader.natural("recipe"); version != kVersion) {
        throw EngineError(ErrorKind::InputUnreadable, "The recipe " + fileName + " has version " + std::to_string(version) +
                                                          ", expected " + std::to_string(kVersion) +
                                                          "; use the version of the program that wrote it.");
    }
    Recipe recipe;
    MorphRequest& request = recipe.request;
    recipe.programVersion = reader.text("program");
    recipe.engineVersion = static_cast<int>(reader.natural("engine_version"));
    request.engine = reader.text("engine");
    request.source = reader.object("source").text("file");
    recipe.sourceHash = reader.object("source").text("sha256");
    if (reader.has("style")) {
        request.style = reader.object("style").text("file");
        recipe.styleHash = reader.object("style").text("sha256");
    }
    request.prompt = reader.has("prompt") ? reader.text("prompt") : "";
    request.dial = dialFrom(reader.object("dial"));
    if (reader.has("region")) {
        const Reader region = reader.object("region");
        request.region = TimeRange{region.number("from"), region.number("to")};
        request.crop = region.truth("crop");
    }
    if (reader.has("corrections")) {
        const Reader corrections = reader.object("corrections");
        if (corrections.has("source")) {
            request.sourceCorrection = correctionFrom(corrections.object("source"));
        }
        if (corrections.has("style")) {
            request.styleCorrection = correctionFrom(corrections.object("style"));
        }
    }
    if (reader.has("keep_content")) {
        request.keptContent = reader.share("keep_content");
    }
    const Json& keep = reader.at("keep", "a list of stems");
    if (!keep.is_array()) {
        reader.fail("keep", keep, "a list of stems");
    }
    for (const Json& stem : keep) {
        request.kept.insert(reader.oneOf("keep", stem, kStemNames));
    }
    request.seed = reader.natural("seed");
    request.device = reader.oneOf("device", reader.at("device", "a device"), kDeviceNames);
    for (const auto& [key, value] : reader.at("settings", "an object").items()) {
        request.settings[key] = reader.object("settings").text(key.c_str());
    }
    if (reader.has("output")) {
        const Reader output = reader.object("output");
        if (output.has("bits")) {
            recipe.sampleFormat = output.oneOf("bits", output.at("bits", "a sample format"), kSampleFormatNames);
        }
        if (output.has("kbps")) {
            recipe.kbps = static_cast<int>(output.natural("kbps"));
        }
    }
    return recipe;
}

} // namespace morphony
