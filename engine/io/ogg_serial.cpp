// SPDX-License-Identifier: GPL-3.0-or-later
#include "io/ogg_serial.h"

#include "io/unique_fd.h"

#include <array>
#include <cstring>
#include <fcntl.h>
#include <numeric>
#include <vector>

namespace morphony {

namespace {

// RFC 3533, section 6
constexpr std::size_t kHeaderBytes = 27;
constexpr std::size_t kSerialOffset = 14;
constexpr std::size_t kChecksumOffset = 22;
constexpr std::size_t kSegmentCountOffset = 26;
constexpr std::size_t kMaxPageBytes = kHeaderBytes + 255 + 255 * 255;

constexpr std::array<std::uint32_t, 256> makeChecksumTable() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        std::uint32_t value = i << 24;
        for (int bit = 0; bit < 8; ++bit) {
            value = (value << 1) ^ ((value & 0x80000000U) != 0 ? 0x04C11DB7U : 0U);
        }
        table[i] = value;
    }
    return table;
}
constexpr auto kChecksumTable = makeChecksumTable();

std::uint32_t checksum(const unsigned char* bytes, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        value = (value << 8) ^ kChecksumTable[(value >> 24) ^ bytes[i]];
    }
    return value;
}

void putLittleEndian(unsigned char* to, std::uint32_t value) {
    for (int i = 0; i < 4; ++i) {
        to[i] = static_cast<unsigned char>(value >> (8 * i));
    }
}

} // namespace

bool setOggSerial(const std::filesystem::path& file, std::uint32_t serial) {
    const UniqueFd fd(::open(file.c_str(), O_RDWR | O_CLOEXEC));
    std::vector<unsigned char> page(kMaxPageBytes);
    off_t at = 0;
    for (;;) {
        const ssize_t got = fd ? ::pread(fd.get(), page.data(), page.size(), at) : -1;
        if (got == 0) {
            return at > 0;
        }
        if (got < static_cast<ssize_t>(kHeaderBytes) || std::memcmp(page.data(), "OggS", 4) != 0) {
            return false;
        }
        const std::size_t segments = page[kSegmentCountOffset];
        const auto* const sizes = page.data() + kHeaderBytes;
        const std::size_t bytes = std::accumulate(sizes, sizes + segments, kHeaderBytes + segments);
        if (bytes > static_cast<std::size_t>(got)) {
            return false;
        }
        putLittleEndian(page.data() + kSerialOffset, serial);
        putLittleEndian(page.data() + kChecksumOffset, 0);
        putLittleEndian(page.data() + kChecksumOffset, checksum(page.data(), bytes));
        if (::pwrite(fd.get(), page.data(), kHeaderBytes, at) != static_cast<ssize_t>(kHeaderBytes)) {
            return false;
        }
        at += static_cast<off_t>(bytes);
    }
}

} // namespace morphony
