// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"

#include "app/cli/console.h"
#include "app/cli/progress_printer.h"
#include "io/audio_cache.h"
#include "morph/report.h"

#include <memory>

namespace morphony::cli {

namespace {

constexpr double kDecodedAt = 0.3; ///< share of the time before measuring starts

struct CompareArguments {
    std::string source;
    std::string result;
    std::optional<std::string> style;
    bool json = false;
};

Report measure(const CompareArguments& arguments) {
    std::vector<std::string> files{arguments.source, arguments.result};
    if (arguments.style) {
        files.push_back(*arguments.style);
    }
    ProgressPrinter printer;
    std::vector<std::shared_ptr<const AudioSource>> audio;
    for (const std::string& file : files) {
        const double share = kDecodedAt / static_cast<double>(files.size());
        const auto done = static_cast<double>(audio.size());
        printer.setSpan(share * done, share * (done + 1.0));
        CommandContext context(printer);
        context.plan({{"Decoding", 1.0}});
        context.beginStage("Decoding");
        audio.push_back(loadAudio(file, context).audio);
    }
    printer.setSpan(kDecodedAt, 1.0);
    CommandContext context(printer);
    context.plan(comparisonStages());
    Report report = compareAudio(audio[0], audio[1], arguments.style ? audio[2] : nullptr, context);
    report.source = arguments.source;
    report.result = arguments.result;
    report.style = arguments.style.value_or("");
    return report;
}

void compare(const CompareArguments& arguments) {
    const Report report = measure(arguments);
    printOut(arguments.json ? report.toJson() : report.toText());
}

} // namespace

void addCompareCommand(Command& parent) {
    Command command = parent.addCommand("compare", "Measure how a result differs from its source");
    const auto arguments = std::make_shared<CompareArguments>();
    command.addRequired("SOURCE", "FILE", "The track as it was", arguments->source);
    command.addRequired("RESULT", "FILE", "The track as it became", arguments->result);
    command.addOption("--style", "FILE", "The track whose style was wanted", arguments->style);
    command.addJsonFlag(arguments->json);
    command.onChosen([arguments] { compare(*arguments); });
}

} // namespace morphony::cli
