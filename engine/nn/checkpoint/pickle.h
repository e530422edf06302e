// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/checkpoint/byte_reader.h"

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace morphony {

/// One object of a Python pickle, as data. What a pickle asks to be called stays a description of the call.
struct PickleValue {
    enum class Kind { None, Bool, Integer, Number, Text, Bytes, Tuple, List, Dict, Global, Persistent, Call };

    Kind kind = Kind::None;
    long long integer = 0;  ///< of Bool and Integer that fit
    double number = 0.0;
    std::string text;       ///< of Text and Bytes; of Global "module.name"
    std::vector<const PickleValue*> items; ///< of Tuple and List; of Dict and Call keys and values in turn
    const PickleValue* callee = nullptr;   ///< of Call: what would be called
    const PickleValue* argument = nullptr; ///< of Call: its tuple of arguments; of Persistent: the identifier

    [[nodiscard]] bool calls(const char* global) const {
        return kind == Kind::Call && callee->kind == Kind::Global && callee->text == global;
    }
    [[nodiscard]] bool isGlobal(const char* name) const { return kind == Kind::Global && text == name; }
};

/// Reads pickles one after the other, and owns all their objects: those may refer to each other in circles. Understands
/// the operations that data is written with and refuses every other one. Nothing is looked up and nothing is called.
class PickleReader {
public:
    explicit PickleReader(std::span<const std::byte> bytes) : m_reader(bytes) {}

    /// The next pickle's object; valid as long as this. Throws FormatProblem with the byte at which it stops making sense.
    const PickleValue& next();
    /// Where the bytes after the last pickle begin.
    [[nodiscard]] std::size_t position() const { return m_reader.position(); }

private:
    using Kind = PickleValue::Kind;

    bool step(unsigned char operation); ///< false at the end
    bool pushConstant(unsigned char operation);
    bool pushText(unsigned char operation);
    bool changeContainer(unsigned char operation);
    bool useMemo(unsigned char operation);
    bool describeCall(unsigned char operation);

    PickleValue& push(Kind kind);
    void pushText(Kind kind, std::uint64_t bytes);
    void pushInteger(std::span<const std::byte> littleEndian);
    void pushTuple(std::size_t count);
    void pushGlobal(const std::string& name);
    PickleValue* pop();
    PickleValue& top();
    std::vector<const PickleValue*> popToMark();
    void append(const std::vector<const PickleValue*>& items);
    void setItems(const std::vector<const PickleValue*>& items);
    [[noreturn]] void fail(const std::string& problem) const;

    ByteReader m_reader;
    std::deque<PickleValue> m_values;
    std::vector<PickleValue*> m_stack; ///< null: a mark
    std::map<std::uint64_t, PickleValue*> m_memo;
};

} // namespace morphony
