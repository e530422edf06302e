// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/checkpoint/torch_tensors.h"

#include <algorithm>
#include <set>

namespace morphony {

namespace {

using Kind = PickleValue::Kind;

constexpr int kDeepest = 40;                   ///< dictionaries inside dictionaries; real files have three
constexpr std::size_t kMostVisits = 5'000'000; ///< a pickle can refer to a part again and again

const PickleValue& itemOf(const PickleValue& value, std::size_t index, Kind kind, const char* what) {
    if (index >= value.items.size() || value.items[index]->kind != kind) {
        throw FormatProblem(std::string("its pickle describes a tensor whose ") + what + " is missing or of another type");
    }
    return *value.items[index];
}

std::vector<std::size_t> sizesOf(const PickleValue& tuple, const std::string& name) {
    std::vector<std::size_t> sizes;
    for (const PickleValue* size : tuple.items) {
        if (size->kind != Kind::Integer || size->integer < 0) {
            throw FormatProblem("its tensor " + name + " has a size that is not a whole number");
        }
        sizes.push_back(static_cast<std::size_t>(size->integer));
    }
    return sizes;
}

class Walk {
public:
    Walk(const StorageBytes& bytesOf, CheckpointContent& content) : m_bytesOf(bytesOf), m_content(content) {}

    void visit(const PickleValue& value, const std::string& name, int depth) {
        if (++m_visits > kMostVisits || depth > kDeepest) {
            throw FormatProblem("its pickle nests deeper than any checkpoint does");
        }
        if (value.calls("torch._utils._rebuild_tensor_v2") || value.calls("torch._utils._rebuild_tensor")) {
            addTensor(*value.argument, name);
        } else if (value.calls("torch._utils._rebuild_parameter") && value.argument->kind == Kind::Tuple &&
                   !value.argument->items.empty()) {
            visit(*value.argument->items.front(), name, depth + 1);
        } else if (value.kind == Kind::Dict || value.calls("collections.OrderedDict")) {
            visitDict(value, name, depth);
        } else if (value.kind == Kind::List || value.kind == Kind::Tuple) {
            for (std::size_t i = 0; i < value.items.size(); ++i) {
                visit(*value.items[i], below(name, std::to_string(i)), depth + 1);
            }
        }
    }

private:
    static std::string below(const std::string& name, const std::string& key) {
        return name.empty() ? key : name + "." + key;
    }

    void visitDict(const PickleValue& dict, const std::string& name, int depth) {
        for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
            visitEntry(*dict.items[i], *dict.items[i + 1], name, depth);
        }
        // Python 2 gave an ordered dictionary its pairs as an argument
        if (dict.kind == Kind::Call && dict.argument->kind == Kind::Tuple && dict.argument->items.size() == 1) {
            for (const PickleValue* pair : dict.argument->items.front()->items) {
                if (pair->items.size() == 2) {
                    visitEntry(*pair->items[0], *pair->items[1], name, depth);
                }
            }
        }
    }

    void visitEntry(const PickleValue& key, const PickleValue& value, const std::string& name, int depth) {
        if (key.kind == Kind::Text || key.kind == Kind::Integer) {
            const std::string text = key.kind == Kind::Text ? key.text : std::to_string(key.integer);
            visit(value, below(name, text), depth + 1);
        }
    }

    /// The arguments are storage, offset, sizes, strides and what only training needs.
    void addTensor(const PickleValue& arguments, const std::string& name) {
        const TorchStorage storage = torchStorage(itemOf(arguments, 0, Kind::Persistent, "storage"));
        const long long offset = itemOf(arguments, 1, Kind::Integer, "offset").integer;
        auto shape = sizesOf(itemOf(arguments, 2, Kind::Tuple, "shape"), name);
        auto strides = sizesOf(itemOf(arguments, 3, Kind::Tuple, "strides"), name);
        if (offset < 0) {
            throw FormatProblem("its tensor " + name + " begins before its storage");
        }
        const auto bytes = m_bytesOf(storage);
        const std::size_t width = elementBytes(storage.type);
        if (storage.count > bytes.size() / width) {
            throw FormatProblem("its tensor " + name + " needs " + std::to_string(storage.count) + " values of " +
                                storage.type + " and " + std::to_string(bytes.size()) + " bytes are stored");
        }
        m_content.addView(name.empty() ? "tensor" : name, storage.type, std::move(shape), std::move(strides),
                          static_cast<std::size_t>(offset), bytes.first(storage.count * width));
    }

    const StorageBytes& m_bytesOf;
    CheckpointContent& m_content;
    std::size_t m_visits = 0;
};

} // namespace

TorchStorage torchStorage(const PickleValue& persistent) {
    static const std::map<std::string, std::string> kTypes{
        {"torch.DoubleStorage", "F64"},    {"torch.FloatStorage", "F32"}, {"torch.HalfStorage", "F16"},
        {"torch.BFloat16Storage", "BF16"}, {"torch.LongStorage", "I64"},  {"torch.IntStorage", "I32"},
        {"torch.ShortStorage", "I16"},     {"torch.CharStorage", "I8"},   {"torch.ByteStorage", "U8"},
        {"torch.BoolStorage", "BOOL"}};
    const PickleValue* identifier = persistent.argument;
    if (identifier == nullptr || identifier->kind != Kind::Tuple) {
        throw FormatProblem("its pickle refers to a storage by something else than a tuple");
    }
    if (itemOf(*identifier, 0, Kind::Text, "storage").text != "storage") {
        throw FormatProblem("its pickle refers to \"" + identifier->items[0]->text + "\" where a storage is expected");
    }
    const std::string& type = itemOf(*identifier, 1, Kind::Global, "type").text;
    const auto known = kTypes.find(type);
    if (known == kTypes.end()) {
        throw FormatProblem("it holds tensors of " + type + ", which is not a type of number that is known");
    }
    const long long count = itemOf(*identifier, 4, Kind::Integer, "number of values").integer;
    if (count < 0) {
        throw FormatProblem("it holds a storage of fewer than no values");
    }
    if (identifier->items.size() > 5 && identifier->items[5]->kind != Kind::None) {
        throw FormatProblem("it holds a storage that is a view of another one; save it again with a newer torch");
    }
    return {itemOf(*identifier, 2, Kind::Text, "key").text, known->second, static_cast<std::size_t>(count)};
}

void addTorchTensors(const PickleValue& root, const StorageBytes& bytesOf, CheckpointContent& content) {
    Walk(bytesOf, content).visit(root, "", 0);
}

void forReachable(const PickleValue& root, const std::function<void(const PickleValue&)>& use) {
    std::set<const PickleValue*> seen{&root};
    std::vector<const PickleValue*> open{&root};
    const auto add = [&](const PickleValue* value) {
        if (value != nullptr && seen.insert(value).second) {
            open.push_back(value);
        }
    };
    while (!open.empty()) {
        const PickleValue& value = *open.back();
        open.pop_back();
        use(value);
        std::ranges::for_each(value.items, add);
        add(value.callee);
        add(value.argument);
    }
}

} // namespace morphony
