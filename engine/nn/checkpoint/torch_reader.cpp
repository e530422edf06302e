// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/checkpoint/torch_tensors.h"
#include "nn/checkpoint/zip_archive.h"

#include <algorithm>

namespace morphony {

namespace {

using Kind = PickleValue::Kind;
using Members = std::map<std::string, std::span<const std::byte>>;

std::string textOf(std::span<const std::byte> bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// The name of the archive's one folder, with its slash.
std::string folderOf(const Members& members) {
    constexpr std::string_view kPickle = "/data.pkl";
    const auto found = std::ranges::find_if(members, [&](const auto& member) { return member.first.ends_with(kPickle); });
    if (found == members.end()) {
        throw FormatProblem("it is a zip archive without a data.pkl, so torch.save() did not write it");
    }
    return found->first.substr(0, found->first.size() - kPickle.size() + 1);
}

const std::byte* endOf(std::span<const std::byte> bytes) { return bytes.data() + bytes.size(); }

/// In old files the storages follow the pickles: for each key, in the order of the list, the number of its values and
/// these.
std::map<std::string, std::span<const std::byte>> legacyStorages(ByteReader reader, const PickleValue& keys,
                                                                 const std::map<std::string, TorchStorage>& known) {
    std::map<std::string, std::span<const std::byte>> storages;
    for (const PickleValue* key : keys.items) {
        const auto storage = known.find(key->text);
        if (key->kind != Kind::Text || storage == known.end()) {
            throw FormatProblem("it stores values under a key that no tensor uses (" + key->text + ")");
        }
        const auto count = reader.number<std::uint64_t>();
        if (count != storage->second.count) {
            throw FormatProblem("its storage " + key->text + " has " + std::to_string(count) + " values where " +
                                std::to_string(storage->second.count) + " are expected");
        }
        const std::size_t width = elementBytes(storage->second.type);
        if (count > reader.left() / width) {
            throw FormatProblem("its storage " + key->text + " is cut off");
        }
        storages[key->text] = reader.take(count * width);
    }
    return storages;
}

/// All storages that tensors below `root` use, by key.
std::map<std::string, TorchStorage> usedStorages(const PickleValue& root) {
    std::map<std::string, TorchStorage> used;
    forReachable(root, [&](const PickleValue& value) {
        if (value.kind == Kind::Persistent && value.argument->kind == Kind::Tuple && !value.argument->items.empty() &&
            value.argument->items.front()->text == "storage") { // old files also name the source text of classes this way
            const TorchStorage storage = torchStorage(value);
            used[storage.key] = storage;
        }
    });
    return used;
}

} // namespace

void readTorchZip(CheckpointContent& content) {
    content.format = "torch";
    const Members members = storedZipMembers(content.files.front().bytes());
    const std::string folder = folderOf(members);
    if (const auto order = members.find(folder + "byteorder");
        order != members.end() && textOf(order->second) != "little") {
        throw FormatProblem("its numbers are in the byte order \"" + textOf(order->second) +
                            "\" where \"little\" is expected");
    }
    if (members.contains(folder + "constants.pkl")) {
        throw FormatProblem("it is a TorchScript program where a checkpoint of tensors is expected");
    }
    PickleReader pickle(members.at(folder + "data.pkl"));
    const auto bytesOf = [&](const TorchStorage& storage) {
        const auto member = members.find(folder + "data/" + storage.key);
        if (member == members.end()) {
            throw FormatProblem("its storage " + storage.key + " is missing");
        }
        return member->second;
    };
    addTorchTensors(pickle.next(), bytesOf, content);
}

void readLegacyTorch(CheckpointContent& content) {
    content.format = "legacy torch";
    const auto file = content.files.front().bytes();
    PickleReader pickle(file);
    (void)pickle.next(); // the magic number that the file was recognised by
    constexpr long long kProtocol = 1001;
    if (const PickleValue& protocol = pickle.next(); protocol.kind != Kind::Integer || protocol.integer != kProtocol) {
        throw FormatProblem("its protocol is " + std::to_string(protocol.integer) + " where 1001 is expected");
    }
    (void)pickle.next(); // of the machine that wrote it
    const PickleValue& root = pickle.next();
    const PickleValue& keys = pickle.next();
    if (keys.kind != Kind::List) {
        throw FormatProblem("it has no list of its storages");
    }
    const auto storages =
        legacyStorages(ByteReader({file.data() + pickle.position(), endOf(file)}), keys, usedStorages(root));
    const auto bytesOf = [&](const TorchStorage& storage) {
        const auto found = storages.find(storage.key);
        if (found == storages.end()) {
            throw FormatProblem("its storage " + storage.key + " is missing");
        }
        return found->second;
    };
    addTorchTensors(root, bytesOf, content);
}

} // namespace morphony
