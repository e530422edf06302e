// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/checkpoint/safetensors_header.h"

#include "core/json_value.h"
#include "nn/checkpoint/checkpoint_content.h"

#include <optional>

namespace morphony {

namespace {

/// The product of all sizes and the type's bytes; none where that is no number of bytes a file can have.
std::optional<std::size_t> tensorBytes(const TensorFile::Entry& entry) {
    std::size_t bytes = elementBytes(entry.type);
    for (const std::size_t size : entry.shape) {
        if (__builtin_mul_overflow(bytes, size, &bytes)) {
            return std::nullopt;
        }
    }
    return elementBytes(entry.type) == 0 ? std::nullopt : std::optional(bytes);
}

/// Throws JsonProblem for what is not an entry.
TensorFile::Entry entryFrom(const JsonValue& value) {
    TensorFile::Entry entry;
    entry.type = value.at("dtype").text();
    for (const JsonValue& size : value.at("shape").array()) {
        entry.shape.push_back(size.count());
    }
    const JsonValue::Array& offsets = value.at("data_offsets").array();
    if (offsets.size() != 2) {
        throw JsonProblem("two offsets are expected");
    }
    entry.offset = offsets[0].count();
    entry.bytes = offsets[1].count() - entry.offset; // checked against the shape, which no wrapped-round number equals
    return entry;
}

JsonValue parsed(std::string_view header) {
    try {
        return JsonValue::parse(header);
    } catch (const JsonProblem&) {
        return {};
    }
}

} // namespace

SafetensorsHeader parseSafetensorsHeader(std::string_view header, std::size_t dataBytes) {
    const JsonValue object = parsed(header);
    if (!object.isObject()) {
        throw FormatProblem("its header is not a JSON object");
    }
    SafetensorsHeader read;
    for (const auto& [name, value] : object.object()) {
        try {
            if (name == "__metadata__") {
                for (const auto& [key, text] : value.object()) {
                    read.metadata[key] = text.text();
                }
                continue;
            }
            read.entries[name] = entryFrom(value);
        } catch (const JsonProblem&) {
            throw FormatProblem("its header does not describe " + name);
        }
        const TensorFile::Entry& entry = read.entries[name];
        if (tensorBytes(entry) != entry.bytes || entry.offset > dataBytes || entry.bytes > dataBytes - entry.offset) {
            throw FormatProblem("its tensor " + name + " (" + entry.type + ", " + shapeText(entry.shape) +
                                ") does not lie inside it");
        }
    }
    return read;
}

} // namespace morphony
