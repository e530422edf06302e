// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"

#include "app/cli/console.h"
#include "app/cli/options.h"
#include "app/cli/output_plan.h"
#include "app/cli/progress_printer.h"
#include "app/cli/text_file.h"
#include "morph/morpher.h"
#include "morph/render.h"

#include <CLI/CLI.hpp>

namespace morphony::cli {

namespace {

constexpr double kMorphedAt = 0.75; ///< share of the time before the file is written

struct RenderArguments {
    std::string recipe;
    OutputArguments output;
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
    printer.setSpan(kMorphedAt, 1.0);
    CommandContext writing(printer);
    writing.plan({{"Writing the result", 1.0}});
    writing.beginStage("Writing the result");
    const std::string notes = exportMorph(*result, recipe.request.dial, arguments.output.out, settings, writing);

    printer.clear();
    for (const std::string& notice : result->notices) {
        printError("note: " + notice);
    }
    if (!notes.empty()) {
        printError("note: " + notes);
    }
    printOut(oneLine(arguments.output.out) + "\n");
}

} // namespace

void addRenderCommand(CLI::App& app, Action& chosen) {
    CLI::App* command = app.add_subcommand("render", "Make the result of a recipe again, byte for byte");
    const auto arguments = std::make_shared<RenderArguments>();
    command->add_option("RECIPE", arguments->recipe, "What morph --recipe wrote")->required()->type_name("FILE.json");
    addOutputOptions(*command, arguments->output);
    command->footer("The same bytes need the same ending as then; source and style track must be the same files. "
                    "Without --bits or --kbps the recipe's are used.");
    command->callback([&chosen, arguments] { chosen = [arguments] { renderRecipe(*arguments); }; });
}

} // namespace morphony::cli
