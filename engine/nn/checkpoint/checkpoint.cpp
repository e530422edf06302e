// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/checkpoint/checkpoint.h"

#include "core/engine_error.h"
#include "core/half.h"
#include "nn/checkpoint/checkpoint_content.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace morphony {

namespace fs = std::filesystem;

namespace {

std::optional<std::size_t> product(std::span<const std::size_t> sizes) {
    std::size_t count = 1;
    bool tooLarge = false;
    for (const std::size_t size : sizes) {
        tooLarge = __builtin_mul_overflow(count, size, &count) || tooLarge;
        if (size == 0) {
            return 0;
        }
    }
    return tooLarge ? std::nullopt : std::optional(count);
}

/// Index of the last element that a view touches, from its first; none where no storage is that large.
std::optional<std::size_t> lastElement(std::span<const std::size_t> shape, std::span<const std::size_t> strides) {
    std::size_t last = 0;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        std::size_t reach = 0;
        if (__builtin_mul_overflow(shape[i] - 1, strides[i], &reach) || __builtin_add_overflow(last, reach, &last)) {
            return std::nullopt;
        }
    }
    return last;
}

bool startsWith(std::span<const std::byte> bytes, std::string_view beginning) {
    return bytes.size() >= beginning.size() && std::memcmp(bytes.data(), beginning.data(), beginning.size()) == 0;
}

/// The long integer that old torch files begin with, as a pickle of protocol 2.
constexpr std::string_view kLegacyMagic("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e", 15);

void readContent(const fs::path& path, CheckpointContent& content) {
    const auto bytes = content.files.front().bytes();
    if (bytes.empty()) {
        throw FormatProblem("it is empty");
    }
    if (startsWith(bytes, "PK\x03\x04")) {
        readTorchZip(content);
    } else if (startsWith(bytes, kLegacyMagic)) {
        readLegacyTorch(content);
    } else if (startsWith(bytes, "{") && path.extension() == ".json") {
        readSafetensorsIndex(path, content);
    } else if ((bytes.size() > 8 && bytes[8] == std::byte{'{'}) || path.extension() == ".safetensors") {
        readSafetensors(content);
    } else if (bytes[0] == std::byte{0x08} || path.extension() == ".onnx") { // the version, which all writers put first
        readOnnx(path, content);
    } else {
        throw FormatProblem("it is none of safetensors, a file of torch.save() or ONNX");
    }
    if (content.tensors.empty()) {
        throw FormatProblem("it holds no tensors");
    }
}

template <class Number>
Number numberAt(const std::byte* bytes) {
    Number value; // storages need not be aligned
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

using ToFloat = float (*)(const std::byte*);

ToFloat conversionFrom(const std::string& type) {
    if (type == "F32") {
        return [](const std::byte* at) { return numberAt<float>(at); };
    }
    if (type == "F16") {
        return [](const std::byte* at) { return fromHalf(numberAt<std::uint16_t>(at)); };
    }
    if (type == "BF16") {
        return [](const std::byte* at) { return std::bit_cast<float>(std::uint32_t{numberAt<std::uint16_t>(at)} << 16U); };
    }
    if (type == "F64") {
        return [](const std::byte* at) { return static_cast<float>(numberAt<double>(at)); };
    }
    return nullptr;
}

/// Calls use(offset in elements) for every element, row by row.
template <class Use>
void forElements(const Checkpoint::Tensor& tensor, Use use) {
    const std::size_t count = tensor.count();
    std::vector<std::size_t> index(tensor.shape.size(), 0);
    std::size_t offset = 0;
    for (std::size_t i = 0; i < count; ++i) {
        use(offset);
        for (std::size_t axis = index.size(); axis-- > 0;) {
            offset += tensor.strides[axis];
            if (++index[axis] < tensor.shape[axis]) {
                break;
            }
            offset -= tensor.strides[axis] * tensor.shape[axis];
            index[axis] = 0;
        }
    }
}

/// The name that shares the longest ending with `name`: files differ in what they put before it.
std::string nearestName(const std::map<std::string, Checkpoint::Tensor>& tensors, const std::string& name) {
    std::string best;
    std::ptrdiff_t most = 0;
    for (const auto& [each, unused] : tensors) {
        const auto common = std::mismatch(name.rbegin(), name.rend(), each.rbegin(), each.rend()).first - name.rbegin();
        if (common > most) {
            most = common;
            best = each;
        }
    }
    return best;
}

} // namespace

std::size_t elementBytes(const std::string& type) {
    static const std::map<std::string, std::size_t> kBytes{{"F64", 8}, {"I64", 8}, {"U64", 8},  {"F32", 4}, {"I32", 4},
                                                           {"U32", 4}, {"F16", 2}, {"BF16", 2}, {"I16", 2}, {"U16", 2},
                                                           {"I8", 1},  {"U8", 1},  {"BOOL", 1}};
    const auto found = kBytes.find(type);
    return found == kBytes.end() ? 0 : found->second;
}

std::string shapeText(std::span<const std::size_t> shape) {
    std::string text;
    for (const std::size_t size : shape) {
        text += (text.empty() ? "" : " x ") + std::to_string(size);
    }
    return text.empty() ? "a scalar" : text;
}

void CheckpointContent::addContiguous(const std::string& name, const std::string& type, std::vector<std::size_t> shape,
                                      std::span<const std::byte> bytes) {
    const std::size_t width = elementBytes(type);
    const auto count = product(shape);
    if (width == 0 || !count || *count > bytes.size() / width || *count * width != bytes.size()) {
        throw FormatProblem("its tensor " + name + " (" + type + ", " + shapeText(shape) + ") does not fill the " +
                            std::to_string(bytes.size()) + " bytes that it is given");
    }
    std::vector<std::size_t> strides(shape.size(), 1);
    for (std::size_t i = shape.size(); i-- > 1;) {
        strides[i - 1] = *count == 0 ? 1 : strides[i] * shape[i];
    }
    addView(name, type, std::move(shape), std::move(strides), 0, bytes);
}

void CheckpointContent::addView(const std::string& name, const std::string& type, std::vector<std::size_t> shape,
                                std::vector<std::size_t> strides, std::size_t offset, std::span<const std::byte> storage) {
    const auto fail = [&](const std::string& problem) {
        throw FormatProblem("its tensor " + name + " (" + type + ", " + shapeText(shape) + ") " + problem);
    };
    const std::size_t width = elementBytes(type);
    const auto count = product(shape);
    if (width == 0) {
        fail("is of a type that is not known");
    }
    if (!count || shape.size() != strides.size()) {
        fail("has no possible shape");
    }
    const std::size_t stored = storage.size() / width;
    if (*count > 0) {
        const auto last = lastElement(shape, strides);
        if (!last || offset >= stored || *last >= stored - offset) {
            fail("does not lie inside its " + std::to_string(stored) + " stored values");
        }
        if (*count > stored) {
            fail("repeats its " + std::to_string(stored) + " stored values");
        }
    }
    const auto bytes = *count == 0 ? storage.first(0) : storage.subspan(offset * width);
    if (!tensors.try_emplace(name, Checkpoint::Tensor{type, shape, strides, bytes}).second) {
        fail("is there twice");
    }
}

std::size_t Checkpoint::Tensor::count() const { return *product(shape); }

Checkpoint::Checkpoint(const fs::path& file) : m_file(file), m_content(std::make_unique<CheckpointContent>()) {
    m_content->files.emplace_back(file);
    try {
        readContent(file, *m_content);
    } catch (const FormatProblem& problem) {
        fail(problem.what());
    }
}

Checkpoint::~Checkpoint() = default;

const std::string& Checkpoint::format() const { return m_content->format; }

const std::map<std::string, Checkpoint::Tensor>& Checkpoint::tensors() const { return m_content->tensors; }

const std::map<std::string, std::string>& Checkpoint::metadata() const { return m_content->metadata; }

const Checkpoint::Tensor& Checkpoint::find(const std::string& name) const {
    const auto found = tensors().find(name);
    if (found == tensors().end()) {
        const std::string nearest = nearestName(tensors(), name);
        fail("it has no tensor " + name + (nearest.empty() ? "" : "; the nearest it has is " + nearest));
    }
    return found->second;
}

std::vector<float> Checkpoint::floats(const std::string& name, std::span<const std::size_t> shape) const {
    const Tensor& tensor = find(name);
    if (!std::ranges::equal(tensor.shape, shape)) {
        fail("its tensor " + name + " is " + shapeText(tensor.shape) + " where " + shapeText(shape) + " is expected");
    }
    return floats(name);
}

std::vector<float> Checkpoint::floats(const std::string& name) const {
    const Tensor& tensor = find(name);
    const ToFloat convert = conversionFrom(tensor.type);
    if (!convert) {
        fail("its tensor " + name + " holds " + tensor.type + " where a floating-point type is expected");
    }
    const std::size_t width = elementBytes(tensor.type);
    std::vector<float> values;
    values.reserve(tensor.count());
    forElements(tensor, [&](std::size_t offset) { values.push_back(convert(tensor.bytes.data() + offset * width)); });
    return values;
}

void Checkpoint::fail(const std::string& problem) const {
    throw EngineError(ErrorKind::InputUnreadable,
                      "The checkpoint " + m_file.string() + " cannot be used: " + problem + ".");
}

} // namespace morphony
