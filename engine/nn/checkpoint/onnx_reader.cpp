// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/checkpoint/byte_reader.h"
#include "nn/checkpoint/checkpoint_content.h"

#include <array>
#include <optional>

namespace morphony {

namespace fs = std::filesystem;

namespace {

/// One field of a message in Protocol Buffers' wire format.
struct Field {
    std::uint64_t number = 0;
    std::uint64_t value = 0;          ///< of a varint
    std::span<const std::byte> bytes; ///< of everything else
    bool isVarint = false;
};

std::uint64_t varint(ByteReader& reader) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        const auto byte = reader.number<std::uint8_t>();
        value |= std::uint64_t{byte & 0x7fU} << shift;
        if (byte < 0x80) {
            return value;
        }
    }
    throw FormatProblem("it is not ONNX: a number in it has no end");
}

Field nextField(ByteReader& reader) {
    const std::uint64_t tag = varint(reader);
    Field field{.number = tag >> 3U};
    switch (tag & 7U) {
    case 0:
        field.value = varint(reader);
        field.isVarint = true;
        return field;
    case 1:
        field.bytes = reader.take(8);
        return field;
    case 2:
        field.bytes = reader.take(varint(reader));
        return field;
    case 5:
        field.bytes = reader.take(4);
        return field;
    default:
        throw FormatProblem("it is not ONNX: byte " + std::to_string(reader.position()) + " begins no field");
    }
}

std::string textOf(std::span<const std::byte> bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// Whole numbers of a repeated field, packed or one by one.
void addNumbers(const Field& field, std::vector<std::uint64_t>& numbers) {
    if (field.isVarint) {
        numbers.push_back(field.value);
        return;
    }
    for (ByteReader reader(field.bytes); reader.left() > 0;) {
        numbers.push_back(varint(reader));
    }
}

/// TensorProto.DataType.
std::optional<std::string> typeOf(std::uint64_t number) {
    static const std::map<std::uint64_t, std::string> kTypes{
        {1, "F32"},  {2, "U8"},   {3, "I8"},   {4, "U16"},  {5, "I16"},  {6, "I32"},  {7, "I64"},
        {9, "BOOL"}, {10, "F16"}, {11, "F64"}, {12, "U32"}, {13, "U64"}, {16, "BF16"}};
    const auto found = kTypes.find(number);
    return found == kTypes.end() ? std::nullopt : std::optional(found->second);
}

/// A TensorProto, field by field.
struct Tensor {
    std::string name;
    std::uint64_t type = 0;
    std::vector<std::uint64_t> sizes;
    std::vector<std::byte> floating;  ///< float_data and double_data
    std::vector<std::uint64_t> whole; ///< int32_data, int64_data, uint64_data
    std::span<const std::byte> raw;
    bool external = false;
    std::map<std::string, std::string> place; ///< location, offset, length
};

void addPlace(std::span<const std::byte> entry, Tensor& tensor) {
    std::string key;
    std::string value;
    for (ByteReader reader(entry); reader.left() > 0;) {
        const Field field = nextField(reader);
        (field.number == 1 ? key : value) = textOf(field.bytes);
    }
    tensor.place[key] = value;
}

Tensor tensorFrom(std::span<const std::byte> message) {
    Tensor tensor;
    for (ByteReader reader(message); reader.left() > 0;) {
        const Field field = nextField(reader);
        switch (field.number) {
        case 1:
            addNumbers(field, tensor.sizes);
            break;
        case 2:
            tensor.type = field.value;
            break;
        case 4:  // float_data
        case 10: // double_data
            tensor.floating.insert(tensor.floating.end(), field.bytes.begin(), field.bytes.end());
            break;
        case 5:  // int32_data, which also holds halves, bytes and truth values
        case 7:  // int64_data
        case 11: // uint64_data
            addNumbers(field, tensor.whole);
            break;
        case 8:
            tensor.name = textOf(field.bytes);
            break;
        case 9:
            tensor.raw = field.bytes;
            break;
        case 13:
            addPlace(field.bytes, tensor);
            break;
        case 14:
            tensor.external = field.value == 1;
            break;
        default:
            break;
        }
    }
    return tensor;
}

/// Each number's low bytes, as many as an element of the type has.
std::vector<std::byte> narrowed(const std::vector<std::uint64_t>& numbers, std::size_t width) {
    std::vector<std::byte> bytes;
    for (const std::uint64_t number : numbers) {
        const auto all = std::bit_cast<std::array<std::byte, 8>>(number);
        bytes.insert(bytes.end(), all.begin(), all.begin() + static_cast<std::ptrdiff_t>(width));
    }
    return bytes;
}

std::uint64_t numberAt(const Tensor& tensor, const std::string& key, std::uint64_t otherwise) {
    const auto found = tensor.place.find(key);
    if (found == tensor.place.end()) {
        return otherwise;
    }
    if (found->second.empty() || found->second.size() > 18 ||
        found->second.find_first_not_of("0123456789") != std::string::npos) {
        throw FormatProblem("its tensor " + tensor.name + " has the " + key + " \"" + found->second + "\"");
    }
    return std::stoull(found->second);
}

std::span<const std::byte> externalBytes(const Tensor& tensor, const fs::path& path, CheckpointContent& content,
                                         std::map<std::string, std::span<const std::byte>>& opened) {
    const auto place = tensor.place.find("location");
    const std::string name = place == tensor.place.end() ? "" : place->second;
    if (name.empty() || name.find('\0') != std::string::npos || fs::path(name).filename() != name || name == "..") {
        throw FormatProblem("its tensor " + tensor.name + " is said to be in \"" + name + "\", which is no file beside it");
    }
    if (!opened.contains(name)) {
        content.files.emplace_back(path.parent_path() / name);
        opened[name] = content.files.back().bytes();
    }
    const auto file = opened.at(name);
    const std::uint64_t offset = numberAt(tensor, "offset", 0);
    if (offset > file.size()) {
        throw FormatProblem("its tensor " + tensor.name + " lies outside " + name);
    }
    const std::uint64_t length = numberAt(tensor, "length", file.size() - offset);
    if (length > file.size() - offset) {
        throw FormatProblem("its tensor " + tensor.name + " lies outside " + name);
    }
    return file.subspan(offset, length);
}

} // namespace

void readOnnx(const fs::path& path, CheckpointContent& content) {
    content.format = "ONNX";
    std::map<std::string, std::span<const std::byte>> opened;
    const auto addTensor = [&](std::span<const std::byte> message) {
        Tensor tensor = tensorFrom(message);
        const auto type = typeOf(tensor.type);
        if (!type) {
            throw FormatProblem("its tensor " + tensor.name + " is of ONNX's type " + std::to_string(tensor.type) +
                                ", which is not a number that is known");
        }
        std::span<const std::byte> bytes = tensor.raw;
        if (tensor.external) {
            bytes = externalBytes(tensor, path, content, opened);
        } else if (bytes.empty() && !tensor.whole.empty()) {
            bytes = content.decoded.emplace_back(narrowed(tensor.whole, elementBytes(*type)));
        } else if (bytes.empty()) {
            bytes = content.decoded.emplace_back(std::move(tensor.floating));
        }
        content.addContiguous(tensor.name, *type, {tensor.sizes.begin(), tensor.sizes.end()}, bytes);
    };
    for (ByteReader model(content.files.front().bytes()); model.left() > 0;) {
        const Field graph = nextField(model);
        if (graph.number != 7 || graph.isVarint) {
            continue;
        }
        for (ByteReader reader(graph.bytes); reader.left() > 0;) {
            const Field field = nextField(reader);
            if (field.number == 5 && !field.isVarint) {
                addTensor(field.bytes);
            }
        }
    }
}

} // namespace morphony
