// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"

#include "app/cli/console.h"
#include "app/cli/json.h"
#include "app/cli/options.h"
#include "app/cli/output_plan.h"
#include "app/cli/progress_printer.h"
#include "app/cli/result_report.h"
#include "app/cli/text_file.h"
#include "morph/morpher.h"
#include "morph/render.h"

#include <memory>

namespace morphony::cli {

namespace {

/// Shares of the time: the morph, its report, its file.
constexpr double kMorphedAt = 0.6;
constexpr double kMeasuredAt = 0.8;

struct RenderArguments {
    std::string recipe;
    OutputArguments output;
    bool json = false;
};

/// What the recipe says of the file counts unless the options say otherwise or OUT's format has no such thing.
void inherit(AudioWriteSettings& settings, const Recipe& recipe) {
    const bool samples = settings.format == AudioFormat::Wav ||
                         (settings.format == AudioFormat::Flac && recipe.sampleFormat != SampleFormat::Float32);
    const bool coded = settings.format == AudioFormat::Mp3 || settings.format == AudioFormat::OggVorbis;
    if (samples && !settings.sampleFormat) {
        settings.sampleFormat = recipe.sampleFormat;
    }
    if (coded && !settings.kbps) {
        settings.kbps = recipe.kbps;
    }
}

void renderRecipe(const RenderArguments& arguments) {
    AudioWriteSettings settings = writeSettings(arguments.output);
    const Recipe recipe = Recipe::fromJson(readTextFile(arguments.recipe, "a recipe"), arguments.recipe);
    inherit(settings, recipe);
    OutputPlan plan(settings.overwrite);
    plan.addInput(arguments.recipe);
    plan.addInput(recipe.request.source);
    if (recipe.request.style) {
        plan.addInput(*recipe.request.style);
    }
    plan.addFile("-o", arguments.output.out);

    ProgressPrinter printer;
    printer.setSpan(0.0, kMorphedAt);
    CommandContext morphing(printer);
    const auto result = runRecipe(recipe, morphing);
    printer.setSpan(kMorphedAt, kMeasuredAt);
    const Report report = reportOn(*result, recipe.request.dial, arguments.output.out, printer);
    printer.setSpan(kMeasuredAt, 1.0);
    CommandContext writing(printer);
    writing.plan({{"Writing the result", 1.0}});
    writing.beginStage("Writing the result");
    const std::string notes = exportMorph(*result, recipe.request.dial, arguments.output.out, settings, writing);

    printer.clear();
    printNotes(*result, notes);
    printOut(arguments.json ? toDocument({{"results", Json::array({Json::parse(report.toJson())})}})
                            : resultText(arguments.output.out, *result, report));
}

} // namespace

void addRenderCommand(Command& parent) {
    Command command = parent.addCommand("render", "Make the result of a recipe again, byte for byte");
    const auto arguments = std::make_shared<RenderArguments>();
    command.addRequired("RECIPE", "FILE.json", "What morph --recipe wrote", arguments->recipe);
    addOutputOptions(command, arguments->output);
    command.addFlag("--json", "Print the report as one JSON document", arguments->json);
    command.setFooter("The same bytes need the same ending as then; source and style track must be the same files. "
                      "Without --bits or --kbps the recipe's are used.");
    command.onChosen([arguments] { renderRecipe(*arguments); });
}

} // namespace morphony::cli
