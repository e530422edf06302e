// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/settings_reader.h"

#include "core/engine_error.h"

#include <fstream>
#include <iterator>
#include <tuple>

namespace morphony {

SettingsReader::SettingsReader(const std::filesystem::path& file) : m_file(file) {
    std::ifstream stream(file, std::ios::binary);
    m_text.assign(std::istreambuf_iterator<char>(stream), {});
    if (!stream) {
        throw EngineError(ErrorKind::InputUnreadable, "The settings " + file.string() + " cannot be read.");
    }
    try {
        m_root = JsonValue::parse(m_text);
        std::ignore = m_root.object();
    } catch (const JsonProblem& problem) {
        throw EngineError(ErrorKind::InputUnreadable,
                          "The settings " + file.string() + " are no JSON object: " + problem.what() + ".");
    }
}

template <class Use>
void SettingsReader::with(const std::string& key, Use use) {
    m_known.insert(key);
    if (const JsonValue* value = m_root.find(key)) {
        try {
            use(*value);
        } catch (const JsonProblem& problem) {
            fail(key, problem.what());
        }
    }
}

void SettingsReader::read(const std::string& key, bool& value) {
    with(key, [&](const JsonValue& found) { value = found.boolean(); });
}

void SettingsReader::read(const std::string& key, double& value, double least, double most) {
    with(key, [&](const JsonValue& found) {
        value = found.number();
        if (value < least || value > most) {
            fail(key, "a number from " + std::to_string(least) + " to " + std::to_string(most) + " is expected");
        }
    });
}

void SettingsReader::read(const std::string& key, std::size_t& value, std::size_t least) {
    with(key, [&](const JsonValue& found) {
        value = found.count();
        if (value < least) {
            fail(key, "at least " + std::to_string(least) + " is expected");
        }
    });
}

void SettingsReader::read(const std::string& key, std::string& value) {
    with(key, [&](const JsonValue& found) { value = found.text(); });
}

void SettingsReader::read(const std::string& key, std::filesystem::path& value) {
    with(key, [&](const JsonValue& found) { value = found.text(); });
}

void SettingsReader::read(const std::string& key, std::vector<std::string>& value) {
    with(key, [&](const JsonValue& found) {
        value.clear();
        for (const JsonValue& item : found.array()) {
            value.push_back(item.text());
        }
    });
}

void SettingsReader::read(const std::string& key, std::vector<std::filesystem::path>& value) {
    std::vector<std::string> texts(value.begin(), value.end());
    read(key, texts);
    value.assign(texts.begin(), texts.end());
}

void SettingsReader::finish() const {
    for (const auto& [key, unused] : m_root.object()) {
        if (!m_known.contains(key)) {
            std::string known;
            for (const std::string& each : m_known) {
                known += (known.empty() ? "" : ", ") + each;
            }
            fail(key, "it is not known; the keys are " + known);
        }
    }
}

void SettingsReader::fail(const std::string& key, const std::string& problem) const {
    throw EngineError(ErrorKind::InputUnreadable,
                      "The settings " + m_file.string() + " cannot be used: \"" + key + "\": " + problem + ".");
}

} // namespace morphony
