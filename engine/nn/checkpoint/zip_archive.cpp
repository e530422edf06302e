// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/checkpoint/zip_archive.h"

#include "nn/checkpoint/byte_reader.h"

#include <algorithm>

namespace morphony {

namespace {

constexpr std::uint32_t kMember = 0x04034b50, kDirectoryEntry = 0x02014b50, kEnd = 0x06054b50;
constexpr std::uint32_t kEnd64 = 0x06064b50, kEnd64Place = 0x07064b50;
constexpr std::size_t kEndBytes = 22, kEnd64PlaceBytes = 20;
constexpr std::uint32_t kElsewhere = 0xffffffff; ///< the value stands in the 64-bit part

struct Directory {
    std::uint64_t entries = 0;
    std::uint64_t offset = 0;
};

struct Entry {
    std::string name;
    std::uint16_t flags = 0;
    std::uint16_t method = 0;
    std::uint64_t stored = 0;
    std::uint64_t size = 0;
    std::uint64_t offset = 0;
};

ByteReader readerAt(std::span<const std::byte> file, std::uint64_t offset, std::uint32_t signature, const char* what) {
    if (offset > file.size() || file.size() - offset < sizeof signature) {
        throw FormatProblem(std::string("its zip archive is damaged: ") + what + " is said to lie outside it");
    }
    ByteReader reader(file.subspan(offset));
    if (reader.number<std::uint32_t>() != signature) {
        throw FormatProblem(std::string("its zip archive is damaged: ") + what + " is not where it should be");
    }
    return reader;
}

/// The end record is the last thing in a file but for a comment of up to 64 KB.
std::size_t endOffset(std::span<const std::byte> file) {
    const std::size_t first = file.size() > kEndBytes + 0xffff ? file.size() - kEndBytes - 0xffff : 0;
    for (std::size_t at = file.size() < kEndBytes ? 0 : file.size() - kEndBytes + 1; at-- > first;) {
        if (ByteReader(file.subspan(at)).number<std::uint32_t>() == kEnd) {
            return at;
        }
    }
    throw FormatProblem("its zip archive has no end; the file is cut off");
}

Directory directoryOf(std::span<const std::byte> file) {
    const std::size_t end = endOffset(file);
    ByteReader reader = readerAt(file, end, kEnd, "its end");
    reader.take(6);
    Directory directory;
    directory.entries = reader.number<std::uint16_t>();
    reader.take(4);
    directory.offset = reader.number<std::uint32_t>();
    if ((directory.entries == 0xffff || directory.offset == kElsewhere) && end >= kEnd64PlaceBytes) {
        ByteReader place = readerAt(file, end - kEnd64PlaceBytes, kEnd64Place, "the place of its directory");
        place.take(4);
        ByteReader end64 = readerAt(file, place.number<std::uint64_t>(), kEnd64, "the 64-bit end");
        end64.take(28);
        directory.entries = end64.number<std::uint64_t>();
        end64.take(8);
        directory.offset = end64.number<std::uint64_t>();
    }
    return directory;
}

/// The 64-bit values of an entry, in a fixed order and only those that did not fit.
void readLargeValues(ByteReader extra, Entry& entry) {
    while (extra.left() >= 4) {
        const auto kind = extra.number<std::uint16_t>();
        ByteReader field(extra.take(extra.number<std::uint16_t>()));
        for (std::uint64_t* value : {&entry.size, &entry.stored, &entry.offset}) {
            if (kind == 1 && *value == kElsewhere) {
                *value = field.number<std::uint64_t>();
            }
        }
    }
}

Entry nextEntry(ByteReader& reader) {
    Entry entry;
    if (reader.number<std::uint32_t>() != kDirectoryEntry) {
        throw FormatProblem("its zip archive is damaged: its directory has fewer members than it says");
    }
    reader.take(4);
    entry.flags = reader.number<std::uint16_t>();
    entry.method = reader.number<std::uint16_t>();
    reader.take(8);
    entry.stored = reader.number<std::uint32_t>();
    entry.size = reader.number<std::uint32_t>();
    const auto nameBytes = reader.number<std::uint16_t>();
    const auto extraBytes = reader.number<std::uint16_t>();
    const auto commentBytes = reader.number<std::uint16_t>();
    reader.take(8);
    entry.offset = reader.number<std::uint32_t>();
    entry.name = reader.text(nameBytes);
    readLargeValues(ByteReader(reader.take(extraBytes)), entry);
    reader.take(commentBytes);
    return entry;
}

std::span<const std::byte> contentOf(std::span<const std::byte> file, const Entry& entry) {
    if (entry.method != 0 || (entry.flags & 1U) != 0 || entry.stored != entry.size) {
        throw FormatProblem("its member " + entry.name + " is compressed or encrypted, which torch.save() does not do");
    }
    ByteReader reader = readerAt(file, entry.offset, kMember, entry.name.c_str());
    reader.take(22);
    const auto nameBytes = reader.number<std::uint16_t>();
    const auto extraBytes = reader.number<std::uint16_t>();
    reader.take(nameBytes);
    reader.take(extraBytes);
    return reader.take(entry.size);
}

} // namespace

std::map<std::string, std::span<const std::byte>> storedZipMembers(std::span<const std::byte> file) {
    const Directory directory = directoryOf(file);
    if (directory.offset > file.size()) {
        throw FormatProblem("its zip archive is damaged: its directory is said to lie outside it");
    }
    ByteReader reader(file.subspan(directory.offset));
    std::map<std::string, std::span<const std::byte>> members;
    for (std::uint64_t i = 0; i < directory.entries; ++i) {
        const Entry entry = nextEntry(reader);
        if (!members.try_emplace(entry.name, contentOf(file, entry)).second) {
            throw FormatProblem("its zip archive has " + entry.name + " twice");
        }
    }
    return members;
}

} // namespace morphony
