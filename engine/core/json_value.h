// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace morphony {

/// What a JSON text is not: a clause with the byte at which it goes wrong.
struct JsonProblem : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A JSON text as a value, for what must be built with nothing but a compiler: the trainer and the readers of checkpoints.
/// (The rest of the program has nlohmann-json.) Numbers are doubles; of equal keys the last one counts.
class JsonValue {
public:
    using Array = std::vector<JsonValue>;
    using Object = std::map<std::string, JsonValue>;
    enum class Kind { Null, Bool, Number, Text, Array, Object };

    /// The one value that `text` is. Throws JsonProblem.
    [[nodiscard]] static JsonValue parse(std::string_view text);

    [[nodiscard]] Kind kind() const { return m_kind; }
    [[nodiscard]] bool isObject() const { return m_kind == Kind::Object; }
    [[nodiscard]] bool isText() const { return m_kind == Kind::Text; }

    // Throw JsonProblem for a value of another kind.
    [[nodiscard]] bool boolean() const;
    [[nodiscard]] double number() const;
    [[nodiscard]] std::size_t count() const; ///< a whole number from 0 to 2^53
    [[nodiscard]] const std::string& text() const;
    [[nodiscard]] const Array& array() const;
    [[nodiscard]] const Object& object() const;

    /// The value under a key of an object; null where there is none.
    [[nodiscard]] const JsonValue* find(const std::string& key) const;
    /// The same; throws JsonProblem where there is none.
    [[nodiscard]] const JsonValue& at(const std::string& key) const;

private:
    friend class JsonParser;

    Kind m_kind = Kind::Null;
    bool m_bool = false;
    double m_number = 0.0;
    std::string m_text;
    Array m_array;
    Object m_object;
};

/// `text` as a JSON string with its quotation marks.
[[nodiscard]] std::string jsonQuoted(std::string_view text);

} // namespace morphony
