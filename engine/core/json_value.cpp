// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/json_value.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <tuple>

namespace morphony {

namespace {

constexpr int kDeepest = 100; ///< nesting is recursion here
constexpr double kLargestCount = 9007199254740992.0; ///< 2^53: above it doubles skip whole numbers

void appendUtf8(std::string& text, std::uint32_t code) {
    const auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
    if (code < 0x80) {
        add(code);
    } else if (code < 0x800) {
        add(0xC0 | code >> 6U);
        add(0x80 | (code & 0x3FU));
    } else if (code < 0x10000) {
        add(0xE0 | code >> 12U);
        add(0x80 | (code >> 6U & 0x3FU));
        add(0x80 | (code & 0x3FU));
    } else {
        add(0xF0 | code >> 18U);
        add(0x80 | (code >> 12U & 0x3FU));
        add(0x80 | (code >> 6U & 0x3FU));
        add(0x80 | (code & 0x3FU));
    }
}

} // namespace

class JsonParser {
public:
    explicit JsonParser(std::string_view text) : m_text(text) {}

    JsonValue whole() {
        JsonValue result = value(0);
        skipSpace();
        if (m_at < m_text.size()) {
            fail("something follows the end");
        }
        return result;
    }

private:
    using Kind = JsonValue::Kind;

    [[noreturn]] void fail(const std::string& problem) const {
        throw JsonProblem("it is not JSON: " + problem + " at byte " + std::to_string(m_at));
    }

    void skipSpace() {
        while (m_at < m_text.size() && std::string_view(" \t\r\n").find(m_text[m_at]) != std::string_view::npos) {
            ++m_at;
        }
    }

    /// The next character that is no space, which is not passed over.
    char peek() {
        skipSpace();
        if (m_at == m_text.size()) {
            fail("it ends too early");
        }
        return m_text[m_at];
    }

    void expect(char wanted) {
        if (peek() != wanted) {
            fail(std::string("'") + wanted + "' is expected");
        }
        ++m_at;
    }

    /// Whether `separator` follows rather than `end`; passes over either.
    bool more(char separator, char end) {
        const bool again = peek() == separator;
        expect(again ? separator : end);
        return again;
    }

    JsonValue value(int depth) {
        if (depth > kDeepest) {
            fail("it nests too deep");
        }
        JsonValue result;
        switch (peek()) {
        case '{':
            result.m_kind = Kind::Object;
            ++m_at;
            if (peek() == '}') {
                ++m_at;
                return result;
            }
            do {
                peek();
                const std::string key = string();
                expect(':');
                result.m_object[key] = value(depth + 1);
            } while (more(',', '}'));
            return result;
        case '[':
            result.m_kind = Kind::Array;
            ++m_at;
            if (peek() == ']') {
                ++m_at;
                return result;
            }
            do {
                result.m_array.push_back(value(depth + 1));
            } while (more(',', ']'));
            return result;
        case '"':
            result.m_kind = Kind::Text;
            result.m_text = string();
            return result;
        default:
            return word();
        }
    }

    JsonValue word() {
        JsonValue result;
        const std::string_view rest = m_text.substr(m_at);
        for (const auto& [name, kind, truth] : {std::tuple{"true", Kind::Bool, true}, {"false", Kind::Bool, false},
                                                {"null", Kind::Null, false}}) {
            if (rest.starts_with(name)) {
                m_at += std::string_view(name).size();
                result.m_kind = kind;
                result.m_bool = truth;
                return result;
            }
        }
        const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), result.m_number);
        if (error != std::errc() || !std::isfinite(result.m_number)) {
            fail("a value is expected");
        }
        m_at += static_cast<std::size_t>(end - rest.data());
        result.m_kind = Kind::Number;
        return result;
    }

    std::string string() {
        expect('"');
        std::string text;
        for (;;) {
            if (m_at == m_text.size()) {
                fail("it ends too early");
            }
            const char c = m_text[m_at++];
            if (c == '"') {
                return text;
            }
            if (c == '\\') {
                escape(text);
            } else {
                text += c;
            }
        }
    }

    void escape(std::string& text) {
        constexpr std::string_view kLetters = "\"\\/bfnrt";
        constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
        const char c = m_at < m_text.size() ? m_text[m_at++] : '\0';
        if (const std::size_t letter = kLetters.find(c); letter != std::string_view::npos) {
            text += kMeanings[letter];
        } else if (c == 'u') {
            std::uint32_t code = hex4();
            if (code >= 0xD800 && code < 0xDC00 && m_text.substr(m_at).starts_with("\\u")) { // the first half of a pair
                m_at += 2;
                code = 0x10000 + ((code & 0x3FFU) << 10U) + (hex4() & 0x3FFU);
            }
            appendUtf8(text, code);
        } else {
            fail("an escape that is not known stands");
        }
    }

    std::uint32_t hex4() {
        std::uint32_t code = 0;
        const std::string_view digits = m_text.substr(m_at, 4);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
        if (error != std::errc() || end != digits.data() + 4) {
            fail("four hexadecimal digits are expected");
        }
        m_at += 4;
        return code;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

JsonValue JsonValue::parse(std::string_view text) { return JsonParser(text).whole(); }

namespace {

void expectKind(const JsonValue& value, JsonValue::Kind kind, const char* name) {
    if (value.kind() != kind) {
        throw JsonProblem(std::string(name) + " is expected");
    }
}

} // namespace

bool JsonValue::boolean() const {
    expectKind(*this, Kind::Bool, "true or false");
    return m_bool;
}

double JsonValue::number() const {
    expectKind(*this, Kind::Number, "a number");
    return m_number;
}

std::size_t JsonValue::count() const {
    if (number() < 0.0 || m_number > kLargestCount || m_number != std::floor(m_number)) {
        throw JsonProblem("a whole number is expected");
    }
    return static_cast<std::size_t>(m_number);
}

const std::string& JsonValue::text() const {
    expectKind(*this, Kind::Text, "a text");
    return m_text;
}

const JsonValue::Array& JsonValue::array() const {
    expectKind(*this, Kind::Array, "a list");
    return m_array;
}

const JsonValue::Object& JsonValue::object() const {
    expectKind(*this, Kind::Object, "an object");
    return m_object;
}

const JsonValue* JsonValue::find(const std::string& key) const {
    const auto found = m_object.find(key);
    return found == m_object.end() ? nullptr : &found->second;
}

const JsonValue& JsonValue::at(const std::string& key) const {
    const JsonValue* found = find(key);
    if (found == nullptr) {
        throw JsonProblem("there is nothing under the key \"" + key + "\"");
    }
    return *found;
}

std::string jsonQuoted(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            quoted += '\\';
            quoted += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            std::array<char, 8> code{};
            std::snprintf(code.data(), code.size(), "\\u%04x", static_cast<unsigned>(c));
            quoted += code.data();
        } else {
            quoted += c;
        }
    }
    return quoted + "\"";
}

} // namespace morphony
