// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job_context.h"

#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace morphony {

/// Incremental SHA-256 (OpenSSL's libcrypto behind it). One thread at a time.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void update(std::span<const std::byte> bytes);
    /// 64 lower-case hexadecimal digits. Call once.
    [[nodiscard]] std::string hex();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// SHA-256 of a file's bytes as 64 hexadecimal digits. Throws EngineError (InputUnreadable) when it cannot be read.
[[nodiscard]] std::string contentHash(const std::filesystem::path& file, JobContext& context);

} // namespace morphony
