// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/result_report.h"

#include "app/cli/console.h"

namespace morphony::cli {

Report reportOn(const MorphResult& result, const DialSetting& setting, const std::filesystem::path& out,
                ProgressPrinter& printer) {
    CommandContext context(printer);
    auto stages = comparisonStages();
    stages.emplace_back("Rendering", 3.0);
    context.plan(std::move(stages));
    Report report = measureReport(result, setting, context);
    report.result = out.string();
    return report;
}

std::string resultText(const std::filesystem::path& out, const MorphResult& result, const Report& report) {
    std::string text = oneLine(out.string()) + "\n";
    text += "  engine    " + result.engine + (result.engineReason.empty() ? "" : " (" + result.engineReason + ")") + "\n";
    text += "  seed      " + std::to_string(result.recipe.request.seed) + "\n";
    text += report.toText();
    for (const auto& [stage, seconds] : report.cost.stages) {
        text += "    " + stage + ": " + fixed(seconds, 2) + " s\n";
    }
    return text;
}

void printNotes(const MorphResult& result, const std::string& writing) {
    for (const std::string& notice : result.notices) {
        printError("note: " + notice);
    }
    if (!writing.empty()) {
        printError("note: " + writing);
    }
}

} // namespace morphony::cli
