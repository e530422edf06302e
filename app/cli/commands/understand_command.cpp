// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"

#include "app/cli/console.h"
#include "app/cli/json.h"
#include "morph/prompt/understand_prompt.h"

#include <memory>
#include <cmath>

namespace morphony::cli {

namespace {

const char* nameOf(ReadAs kind) {
    switch (kind) {
    case ReadAs::Style:
        return "style";
    case ReadAs::Era:
        return "era";
    case ReadAs::Mood:
        return "mood";
    case ReadAs::Instrument:
        return "instrument";
    case ReadAs::Production:
        return "production";
    case ReadAs::Tempo:
        return "tempo";
    case ReadAs::Meter:
        return "meter";
    case ReadAs::Part:
        return "part";
    }
    return "";
}

const char* nameOf(Reading::Role role) {
    return role == Reading::Role::Wanted ? "wanted" : role == Reading::Role::Kept ? "kept" : "unwanted";
}

const char* nameOf(Reading::How how) {
    switch (how) {
    case Reading::How::Exact:
        return "exact";
    case Reading::How::Alias:
        return "alias";
    case Reading::How::Spelling:
        return "spelling";
    case Reading::How::Meaning:
        return "meaning";
    }
    return "";
}

const char* nameOf(StyleSpec::StylesFrom from) {
    return from == StyleSpec::StylesFrom::Named       ? "named"
           : from == StyleSpec::StylesFrom::Suggested ? "suggested"
                                                      : "nothing";
}

const char* nameOf(StyleSpec::Feel feel) {
    return feel == StyleSpec::Feel::Half ? "half" : feel == StyleSpec::Feel::Double ? "double" : "as source";
}

double rounded(double value) { return std::round(value * 1000.0) / 1000.0; }

Json toJson(const std::vector<Weighted>& list) {
    Json json = Json::array();
    for (const Weighted& item : list) {
        json.push_back({{"id", item.id}, {"amount", rounded(item.amount)}});
    }
    return json;
}

template <typename T>
Json orNull(const std::optional<T>& value) {
    return value ? Json(*value) : Json();
}

std::vector<std::string> keptStemNames(const StyleSpec& spec) {
    std::vector<std::string> names;
    for (const Stem stem : keptStems(spec)) {
        names.emplace_back(stem == Stem::Vocals  ? "vocals"
                           : stem == Stem::Drums ? "drums"
                           : stem == Stem::Bass  ? "bass"
                                                 : "other");
    }
    return names;
}

Json toJson(const StyleSpec& spec, const std::string& prompt) {
    Json readings = Json::array();
    for (const Reading& reading : spec.readings) {
        readings.push_back({{"text", prompt.substr(reading.begin, reading.end - reading.begin)},
                            {"begin", reading.begin},
                            {"end", reading.end},
                            {"kind", nameOf(reading.kind)},
                            {"id", reading.id},
                            {"name", reading.name},
                            {"amount", rounded(reading.amount)},
                            {"role", nameOf(reading.role)},
                            {"how", nameOf(reading.how)},
                            {"confidence", rounded(reading.confidence)}});
    }
    Json ignored = Json::array();
    for (const IgnoredWords& words : spec.ignored) {
        ignored.push_back(
            {{"text", prompt.substr(words.begin, words.end - words.begin)}, {"begin", words.begin}, {"end", words.end}});
    }
    return {{"prompt", prompt},
            {"styles", toJson(spec.styles)},
            {"styles_from", nameOf(spec.stylesFrom)},
            {"avoided_styles", spec.avoided},
            {"strength", orNull(spec.strength)},
            {"era", orNull(spec.era)},
            {"moods", toJson(spec.moods)},
            {"energy", rounded(spec.energy)},
            {"instruments", toJson(spec.instruments)},
            {"only_these", spec.onlyThese},
            {"without", toJson(spec.without)},
            {"production", toJson(spec.production)},
            {"tempo",
             {{"feel", nameOf(spec.tempo.feel)}, {"change", rounded(spec.tempo.change)}, {"bpm", orNull(spec.tempo.bpm)}}},
            {"meter", spec.meter.empty() ? Json() : Json(spec.meter)},
            {"keep", spec.kept},
            {"keep_stems", keptStemNames(spec)},
            {"understood", readings},
            {"ignored", ignored}};
}

std::string percent(double share) { return fixed(100.0 * share, 0) + " %"; }

std::string line(std::string label, const std::string& value) {
    constexpr std::size_t kLabelWidth = 12;
    label.resize(kLabelWidth, ' ');
    return label + value + "\n";
}

std::string stylesText(const StyleSpec& spec) {
    std::string text;
    for (const Weighted& style : spec.styles) {
        text += (text.empty() ? "" : ", ") + style.id + " " + percent(style.amount);
    }
    return spec.stylesFrom == StyleSpec::StylesFrom::Suggested ? text + " (suggested by the rest)" : text;
}

std::string readingText(const Reading& reading, const std::string& prompt) {
    std::string text = "“" + oneLine(prompt.substr(reading.begin, reading.end - reading.begin)) + "”: ";
    text += reading.role == Reading::Role::Unwanted ? "no " : reading.role == Reading::Role::Kept ? "keep " : "";
    text += std::string(nameOf(reading.kind)) + " " + reading.name;
    if (reading.amount != 1.0) {
        text += ", " + percent(reading.amount);
    }
    if (reading.how == Reading::How::Spelling || reading.how == Reading::How::Meaning) {
        text += std::string(" (by ") + nameOf(reading.how) + ", " + percent(reading.confidence) + " sure)";
    }
    return text;
}

std::string toText(const StyleSpec& spec, const std::string& prompt) {
    std::string text = line("styles", spec.styles.empty() ? "none named" : stylesText(spec));
    if (spec.strength) {
        text += line("strength", percent(*spec.strength));
    }
    std::string label = "understood";
    for (const Reading& reading : spec.readings) {
        text += line(label, readingText(reading, prompt));
        label.clear();
    }
    if (spec.onlyThese) {
        text += line("only", "nothing but the instruments named");
    }
    if (!spec.kept.empty() && spec.kept.front() == "everything") {
        text += line("keep", "everything else");
    }
    label = "ignored";
    for (const IgnoredWords& words : spec.ignored) {
        text += line(label, "“" + oneLine(prompt.substr(words.begin, words.end - words.begin)) + "”");
        label.clear();
    }
    return text;
}

} // namespace

void addUnderstandCommand(Command& parent) {
    Command command = parent.addCommand("understand", "Tell how a prompt is read");
    const auto prompt = std::make_shared<std::string>();
    const auto json = std::make_shared<bool>(false);
    command.addRequired("TEXT", "TEXT", "The prompt", *prompt);
    command.addJsonFlag(*json);
    command.onChosen([prompt, json] {
        const StyleSpec spec = understandPrompt(*prompt);
        printOut(*json ? toDocument(toJson(spec, *prompt)) : toText(spec, *prompt));
    });
}

} // namespace morphony::cli
