// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/checkpoint/pickle.h"

#include <algorithm>
#include <array>

namespace morphony {

const PickleValue& PickleReader::next() {
    m_stack.clear();
    m_memo.clear();
    while (step(m_reader.number<unsigned char>())) {
    }
    if (m_stack.size() != 1 || m_stack.front() == nullptr) {
        fail("it ends with " + std::to_string(m_stack.size()) + " objects where one is expected");
    }
    return *m_stack.front();
}

bool PickleReader::step(unsigned char operation) {
    if (operation == '.') {
        return false;
    }
    if (!pushConstant(operation) && !pushText(operation) && !changeContainer(operation) && !useMemo(operation) &&
        !describeCall(operation)) {
        fail("operation " + std::to_string(operation) + " is none that data is written with");
    }
    return true;
}

bool PickleReader::pushConstant(unsigned char operation) {
    switch (operation) {
    case 0x80: // PROTO
        if (const int version = m_reader.number<unsigned char>(); version > 5) {
            fail("protocol " + std::to_string(version) + " is newer than 5");
        }
        return true;
    case 0x95: // FRAME
        (void)m_reader.number<std::uint64_t>();
        return true;
    case 'N':
        push(Kind::None);
        return true;
    case 0x88: // NEWTRUE
    case 0x89: // NEWFALSE
        push(Kind::Bool).integer = operation == 0x88 ? 1 : 0;
        return true;
    case 'K': // BININT1
        pushInteger(m_reader.take(1));
        return true;
    case 'M': // BININT2
        pushInteger(m_reader.take(2));
        return true;
    case 'J': // BININT, the only one of these with a sign
        push(Kind::Integer).integer = m_reader.number<std::int32_t>();
        return true;
    case 0x8a: // LONG1
    case 0x8b: // LONG4
    {
        const std::uint64_t size = operation == 0x8a ? m_reader.number<unsigned char>() : m_reader.number<std::uint32_t>();
        const auto bytes = m_reader.take(size);
        pushInteger(bytes);
        if (size > 0 && size <= 8 && std::to_integer<int>(bytes.back()) >= 128) {
            m_stack.back()->integer -= size == 8 ? 0 : 1LL << (8 * size);
        }
        return true;
    }
    case 'G': // BINFLOAT, big-endian
    {
        std::array<std::byte, 8> bytes;
        std::ranges::reverse_copy(m_reader.take(8), bytes.begin());
        push(Kind::Number).number = std::bit_cast<double>(bytes);
        return true;
    }
    default:
        return false;
    }
}

bool PickleReader::pushText(unsigned char operation) {
    switch (operation) {
    case 0x8c: // SHORT_BINUNICODE
    case 'U':  // SHORT_BINSTRING
        pushText(Kind::Text, m_reader.number<unsigned char>());
        return true;
    case 'X': // BINUNICODE
    case 'T': // BINSTRING
        pushText(Kind::Text, m_reader.number<std::uint32_t>());
        return true;
    case 0x8d: // BINUNICODE8
        pushText(Kind::Text, m_reader.number<std::uint64_t>());
        return true;
    case 'C': // SHORT_BINBYTES
        pushText(Kind::Bytes, m_reader.number<unsigned char>());
        return true;
    case 'B': // BINBYTES
        pushText(Kind::Bytes, m_reader.number<std::uint32_t>());
        return true;
    case 0x8e: // BINBYTES8
    case 0x96: // BYTEARRAY8
        pushText(Kind::Bytes, m_reader.number<std::uint64_t>());
        return true;
    default:
        return false;
    }
}

bool PickleReader::changeContainer(unsigned char operation) {
    switch (operation) {
    case '(': // MARK
        m_stack.push_back(nullptr);
        return true;
    case '}':
        push(Kind::Dict);
        return true;
    case ']':
    case 0x8f: // EMPTY_SET
        push(Kind::List);
        return true;
    case ')':
        push(Kind::Tuple);
        return true;
    case 0x85: // TUPLE1 to TUPLE3
    case 0x86:
    case 0x87:
        pushTuple(operation - 0x84U);
        return true;
    case 't':
    case 'l':
    case 0x91: // FROZENSET
    {
        auto items = popToMark();
        push(operation == 't' ? Kind::Tuple : Kind::List).items = std::move(items);
        return true;
    }
    case 'd': {
        const auto items = popToMark();
        push(Kind::Dict);
        setItems(items);
        return true;
    }
    case 'a': // APPEND
        append({pop()});
        return true;
    case 'e':  // APPENDS
    case 0x90: // ADDITEMS
        append(popToMark());
        return true;
    case 's': // SETITEM
    {
        const PickleValue* value = pop();
        const PickleValue* key = pop();
        setItems({key, value});
        return true;
    }
    case 'u': // SETITEMS
        setItems(popToMark());
        return true;
    default:
        return false;
    }
}

bool PickleReader::useMemo(unsigned char operation) {
    switch (operation) {
    case 'q': // BINPUT
        m_memo[m_reader.number<unsigned char>()] = &top();
        return true;
    case 'r': // LONG_BINPUT
        m_memo[m_reader.number<std::uint32_t>()] = &top();
        return true;
    case 0x94: // MEMOIZE
        m_memo[m_memo.size()] = &top();
        return true;
    case 'h': // BINGET
    case 'j': // LONG_BINGET
    {
        const std::uint64_t index = operation == 'h' ? m_reader.number<unsigned char>() : m_reader.number<std::uint32_t>();
        const auto found = m_memo.find(index);
        if (found == m_memo.end()) {
            fail("object " + std::to_string(index) + " is used before it is there");
        }
        m_stack.push_back(found->second);
        return true;
    }
    case '0': // POP
        (void)pop();
        return true;
    case '1': // POP_MARK
        (void)popToMark();
        return true;
    case '2': // DUP
        m_stack.push_back(&top());
        return true;
    default:
        return false;
    }
}

bool PickleReader::describeCall(unsigned char operation) {
    switch (operation) {
    case 'c': // GLOBAL
    {
        const std::string module(m_reader.line());
        pushGlobal(module + "." + std::string(m_reader.line()));
        return true;
    }
    case 0x93: // STACK_GLOBAL
    {
        const std::string name = pop()->text;
        const std::string module = pop()->text;
        pushGlobal(module + "." + name);
        return true;
    }
    case 'Q': // BINPERSID
    {
        const PickleValue* identifier = pop();
        push(Kind::Persistent).argument = identifier;
        return true;
    }
    case 0x92: // NEWOBJ_EX: keyword arguments, of no interest
        (void)pop();
        [[fallthrough]];
    case 'R':  // REDUCE
    case 0x81: // NEWOBJ
    {
        const PickleValue* argument = pop();
        const PickleValue* callee = pop();
        PickleValue& call = push(Kind::Call);
        call.callee = callee;
        call.argument = argument;
        return true;
    }
    case 'b': // BUILD: attributes, which are not data
        (void)pop();
        (void)top();
        return true;
    default:
        return false;
    }
}

PickleValue& PickleReader::push(Kind kind) {
    m_stack.push_back(&m_values.emplace_back());
    m_stack.back()->kind = kind;
    return *m_stack.back();
}

void PickleReader::pushText(Kind kind, std::uint64_t bytes) { push(kind).text = m_reader.text(bytes); }

/// Numbers of more than 64 bits are only ever magic ones: zero.
void PickleReader::pushInteger(std::span<const std::byte> littleEndian) {
    unsigned long long value = 0;
    for (std::size_t i = 0; littleEndian.size() <= sizeof value && i < littleEndian.size(); ++i) {
        value |= std::to_integer<unsigned long long>(littleEndian[i]) << (8 * i);
    }
    push(Kind::Integer).integer = static_cast<long long>(value);
}

void PickleReader::pushTuple(std::size_t count) {
    std::vector<const PickleValue*> items(count);
    for (std::size_t i = count; i-- > 0;) {
        items[i] = pop();
    }
    push(Kind::Tuple).items = std::move(items);
}

void PickleReader::pushGlobal(const std::string& name) { push(Kind::Global).text = name; }

PickleValue* PickleReader::pop() {
    PickleValue* value = &top();
    m_stack.pop_back();
    return value;
}

PickleValue& PickleReader::top() {
    if (m_stack.empty() || m_stack.back() == nullptr) {
        fail("an object is missing");
    }
    return *m_stack.back();
}

std::vector<const PickleValue*> PickleReader::popToMark() {
    const auto mark = std::find(m_stack.rbegin(), m_stack.rend(), nullptr);
    if (mark == m_stack.rend()) {
        fail("a mark is missing");
    }
    const std::vector<const PickleValue*> items(mark.base(), m_stack.end());
    m_stack.erase(mark.base() - 1, m_stack.end());
    return items;
}

void PickleReader::append(const std::vector<const PickleValue*>& items) {
    PickleValue& list = top();
    if (list.kind != Kind::List && list.kind != Kind::Call) {
        fail("something is appended to what is no list");
    }
    if (list.kind == Kind::List) { // what is appended to an object of a class is of no interest
        list.items.insert(list.items.end(), items.begin(), items.end());
    }
}

void PickleReader::setItems(const std::vector<const PickleValue*>& items) {
    PickleValue& dict = top();
    if ((dict.kind != Kind::Dict && dict.kind != Kind::Call) || items.size() % 2 != 0) {
        fail("keys and values are set in what is no dictionary");
    }
    dict.items.insert(dict.items.end(), items.begin(), items.end());
}

void PickleReader::fail(const std::string& problem) const {
    throw FormatProblem("its pickle cannot be read at byte " + std::to_string(m_reader.position()) + ": " + problem);
}

} // namespace morphony
