// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/fit/fit_log.h"

#include "core/engine_error.h"
#include "nn/checkpoint/safetensors_writer.h"
#include "train/fit/curve_plot.h"

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <span>
#include <sstream>

namespace morphony {

namespace {

constexpr const char* kHead =
    "step,learning_rate,train_loss,gradient_norm,held_out_loss,family_error,instrument_precision,retrieval";

std::string line(const FitRow& row) {
    char text[256]; // %.17g tells a double in full
    std::snprintf(text, sizeof text, "%llu,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g",
                  static_cast<unsigned long long>(row.step), row.learningRate, row.trainLoss, row.gradientNorm,
                  row.heldOutLoss, row.familyError, row.instrumentPrecision, row.retrieval);
    return text;
}

} // namespace

FitLog::FitLog(const std::string& csv) {
    std::istringstream lines(csv);
    std::string text;
    bool good = std::getline(lines, text) && text == kHead;
    while (good && std::getline(lines, text)) {
        unsigned long long step = 0;
        FitRow row;
        good = std::sscanf(text.c_str(), "%llu,%lg,%lg,%lg,%lg,%lg,%lg,%lg", &step, &row.learningRate, &row.trainLoss,
                           &row.gradientNorm, &row.heldOutLoss, &row.familyError, &row.instrumentPrecision,
                           &row.retrieval) == 8;
        row.step = step;
        m_rows.push_back(row);
    }
    if (!good) {
        throw EngineError(ErrorKind::InputUnreadable, "The saved state of the training holds no table of its progress; "
                                                      "train into another folder.");
    }
}

const FitRow& FitLog::best() const { return *std::ranges::min_element(m_rows, {}, &FitRow::heldOutLoss); }

std::size_t FitLog::sinceBest() const { return static_cast<std::size_t>(&m_rows.back() - &best()); }

std::string FitLog::csv() const {
    std::string text = std::string(kHead) + "\n";
    for (const FitRow& row : m_rows) {
        text += line(row) + "\n";
    }
    return text;
}

void FitLog::write(const std::filesystem::path& folder) const {
    const std::string text = csv();
    const auto bytes = std::as_bytes(std::span(text));
    writeFileAtomically(folder / "metrics.csv", std::span(&bytes, 1));
    const auto column = [&](const char* name, double FitRow::*value) {
        Curve curve{name, {}};
        std::ranges::transform(m_rows, std::back_inserter(curve.values), value);
        return curve;
    };
    std::vector<double> steps;
    std::ranges::transform(m_rows, std::back_inserter(steps),
                           [](const FitRow& row) { return static_cast<double>(row.step); });
    const std::vector<Panel> panels{
        {"loss", {column("training", &FitRow::trainLoss), column("held out", &FitRow::heldOutLoss)}},
        {"held out",
         {column("family error", &FitRow::familyError), column("instrument precision", &FitRow::instrumentPrecision),
          column("retrieval", &FitRow::retrieval)}},
        {"learning", {column("rate", &FitRow::learningRate)}},
    };
    writePlot(folder / "curve.png", steps, panels);
}

} // namespace morphony
