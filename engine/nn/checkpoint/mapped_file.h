// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace morphony {

/// A whole file as memory, read by the system as it is touched: checkpoints have gigabytes of which a network may want
/// a part. Read only; any thread.
class MappedFile {
public:
    /// Throws EngineError (InputUnreadable) that names the file.
    explicit MappedFile(const std::filesystem::path& file);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    [[nodiscard]] std::span<const std::byte> bytes() const { return m_bytes; }

private:
    std::span<const std::byte> m_bytes;
};

} // namespace morphony
