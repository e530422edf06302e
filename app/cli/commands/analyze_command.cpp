// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"

#include "analysis/analyse_track.h"
#include "analysis/analysis_json.h"
#include "app/cli/analysis_text.h"
#include "app/cli/console.h"
#include "app/cli/progress_printer.h"

#include <memory>

namespace morphony::cli {

namespace {

constexpr double kDecodedAt = 0.2; ///< share of the time before the analysis starts

struct AnalyzeArguments {
    std::string file;
    bool json = false;
};

void analyze(const AnalyzeArguments& arguments) {
    ProgressPrinter printer;
    printer.setSpan(0.0, kDecodedAt);
    CommandContext decoding(printer);
    decoding.plan({{"Decoding", 1.0}});
    decoding.beginStage("Decoding");
    const LoadedAudio track = loadAudio(arguments.file, decoding);
    printer.setSpan(kDecodedAt, 1.0);
    CommandContext analysing(printer);
    analysing.plan(analysisStages());
    const auto analysis = analyseTrack(track, analysing);
    printer.clear();
    printOut(arguments.json ? analysisToJson(*analysis, arguments.file) : analysisToText(*analysis, arguments.file));
}

} // namespace

void addAnalyzeCommand(Command& parent) {
    Command command =
        parent.addCommand("analyze", "Tell what is in a track: tempo, beats, key, chords, notes, sections, levels");
    const auto arguments = std::make_shared<AnalyzeArguments>();
    command.addRequired("FILE", "FILE", "The track", arguments->file);
    command.addJsonFlag(arguments->json);
    command.onChosen([arguments] { analyze(*arguments); });
}

} // namespace morphony::cli
