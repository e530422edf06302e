// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace morphony {

/// What was measured at one step of a training.
struct FitRow {
    std::uint64_t step = 0;
    double learningRate = 0.0;
    double trainLoss = 0.0;    ///< mean since the last row
    double gradientNorm = 0.0; ///< likewise
    double heldOutLoss = 0.0;
    double familyError = 0.0;
    double instrumentPrecision = 0.0;
    double retrieval = 0.0;
};

/// The rows of a training so far: as a CSV text, which tells every number in full and holds nothing that differs from run
/// to run, and as a picture.
class FitLog {
public:
    FitLog() = default;
    /// From csv(). Throws EngineError (InputUnreadable) for a text that is not from there.
    explicit FitLog(const std::string& csv);

    void add(const FitRow& row) { m_rows.push_back(row); }
    [[nodiscard]] const std::vector<FitRow>& rows() const { return m_rows; }
    /// With the least held-out loss, the earliest of equals; there must be a row.
    [[nodiscard]] const FitRow& best() const;
    /// Rows after the best one.
    [[nodiscard]] std::size_t sinceBest() const;

    [[nodiscard]] std::string csv() const;
    /// metrics.csv and curve.png in a folder, each whole or as it was. Throws EngineError (OutputUnwritable).
    void write(const std::filesystem::path& folder) const;

private:
    std::vector<FitRow> m_rows;
};

} // namespace morphony
