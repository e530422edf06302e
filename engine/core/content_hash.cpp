// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/content_hash.h"

#include "core/engine_error.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <openssl/evp.h>
#include <vector>

namespace morphony {

struct Sha256::Impl {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    ~Impl() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : m_impl(std::make_unique<Impl>()) {
    if (EVP_DigestInit_ex(m_impl->context, EVP_sha256(), nullptr) != 1) {
        throw EngineError(ErrorKind::Internal, "SHA-256 is not available in this system's OpenSSL");
    }
}

Sha256::~Sha256() = default;

void Sha256::update(std::span<const std::byte> bytes) { EVP_DigestUpdate(m_impl->context, bytes.data(), bytes.size()); }

std::string Sha256::hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    EVP_DigestFinal_ex(m_impl->context, digest.data(), &length);
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < length; ++i) {
        text += kDigits[digest[i] >> 4];
        text += kDigits[digest[i] & 15];
    }
    return text;
}

std::string contentHash(const std::filesystem::path& file, JobContext& context) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        throw EngineError(ErrorKind::InputUnreadable, "Cannot read " + file.string() + ": " + std::strerror(errno));
    }
    Sha256 hash;
    std::vector<char> block(1 << 20);
    while (stream) {
        context.checkCancelled();
        stream.read(block.data(), static_cast<std::streamsize>(block.size()));
        hash.update(std::as_bytes(std::span(block.data(), static_cast<std::size_t>(stream.gcount()))));
    }
    if (!stream.eof()) {
        throw EngineError(ErrorKind::InputUnreadable,
                          "Cannot read " + file.string() + " to its end: " + std::strerror(errno));
    }
    return hash.hex();
}

} // namespace morphony
