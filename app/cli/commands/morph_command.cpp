// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"

#include "app/cli/commands/morph_arguments.h"
#include "app/cli/console.h"
#include "app/cli/json.h"
#include "app/cli/layer_files.h"
#include "app/cli/output_plan.h"
#include "app/cli/progress_printer.h"
#include "app/cli/result_report.h"
#include "core/engine_error.h"
#include "io/atomic_file.h"
#include "morph/morpher.h"
#include "morph/render.h"
#include "music/midi_export.h"
#include "music/music_xml.h"
#include "nn/compute_devices.h"

#include <memory>

namespace morphony::cli {

namespace fs = std::filesystem;

namespace {

/// Shares of a variant's time, as measured on five minutes of music: the morph, its report, its files.
constexpr double kMorphedAt = 0.6;
constexpr double kMeasuredAt = 0.8;

constexpr const char* kWriting = "Writing the result";

/// Everything that one run of `morph` works with. The files are numbered when there are several variants.
struct MorphJob {
    MorphRequest request;
    AudioWriteSettings write;
    fs::path out;
    std::optional<fs::path> stems, midi, score, report, recipe;
    bool json = false;
};

MorphJob readArguments(const MorphArguments& arguments) {
    const auto path = [](const char* option, const std::optional<std::string>& text) {
        return text ? std::optional(parsePath(option, *text)) : std::nullopt;
    };
    MorphJob job;
    job.request = morphRequest(arguments);
    job.write = writeSettings(arguments.output);
    job.out = arguments.output.out;
    job.stems = path("--stems", arguments.stems);
    job.midi = path("--midi", arguments.midi);
    job.score = path("--score", arguments.score);
    job.report = path("--report", arguments.report);
    job.recipe = path("--recipe", arguments.recipe);
    job.json = arguments.json;
    return job;
}

void refuseScore(const std::string& option, const std::string& engine) {
    throw EngineError(ErrorKind::BadUsage, option + ": the engine '" + engine +
                                               "' works on sound and makes no score that could be written; leave " +
                                               option + " out.");
}

void requireDevice(Device wanted) {
    if (wanted != Device::Cuda) {
        return;
    }
    for (const ComputeDevice& device : computeDevices()) {
        if (device.id.starts_with("cuda") && device.available) {
            return;
        }
    }
    throw EngineError(
        ErrorKind::MissingResource,
        "--device: no CUDA device can be used here; morphony-cli devices says why, and --device cpu always works.");
}

/// All outputs of all variants, checked before the work starts.
void planOutputs(OutputPlan& plan, const MorphJob& job) {
    plan.addInput(job.request.source);
    if (job.request.style) {
        plan.addInput(*job.request.style);
    }
    for (int variant = 0; variant < job.request.variants; ++variant) {
        const auto add = [&](const char* option, const std::optional<fs::path>& file) {
            if (file) {
                plan.addFile(option, variantPath(*file, variant, job.request.variants));
            }
        };
        add("-o", job.out);
        add("--midi", job.midi);
        add("--score", job.score);
        add("--report", job.report);
        add("--recipe", job.recipe);
    }
    if (job.stems) {
        plan.addFolder("--stems", *job.stems);
    }
}

void writeText(OutputPlan& plan, const fs::path& file, const std::string& text) {
    writeTextFile(file, text, plan.overwrite());
    plan.written(file);
}

/// Runs one variant, writes all its files, the result last, and returns its report.
Report runVariant(const MorphJob& job, int variant, OutputPlan& plan, ProgressPrinter& printer) {
    const int variants = job.request.variants;
    const auto name = [&](const fs::path& file) { return variantPath(file, variant, variants); };
    const std::string what = variants == 1 ? "" : std::to_string(variant + 1) + " of " + std::to_string(variants);
    const auto span = [&](double from, double to) {
        printer.setSpan((variant + from) / variants, (variant + to) / variants, what);
    };

    span(0.0, kMorphedAt);
    CommandContext morphing(printer);
    const auto result = runMorph(job.request, variant, morphing);
    span(kMorphedAt, kMeasuredAt);
    const Report report = reportOn(*result, job.request.dial, name(job.out), printer);

    span(kMeasuredAt, 1.0);
    CommandContext writing(printer);
    writing.plan({{kWriting, 1.0}});
    if (job.stems) {
        writeLayers(*result, *job.stems, variant, variants, plan, writing);
    }
    if (job.midi && result->score) {
        writeText(plan, name(*job.midi), midiFile(*result->score));
    }
    if (job.score && result->score) {
        writeText(plan, name(*job.score), musicXml(*result->score));
    }
    if (job.report) {
        writeText(plan, name(*job.report), report.toJson());
    }
    if (job.recipe) {
        Recipe recipe = result->recipe;
        recipe.sampleFormat = job.write.sampleFormat;
        recipe.kbps = job.write.kbps;
        writeText(plan, name(*job.recipe), recipe.toJson());
    }
    writing.beginStage(kWriting);
    const std::string notes = exportMorph(*result, job.request.dial, name(job.out), job.write, writing);
    plan.written(name(job.out));
    plan.keep();

    printer.clear();
    printNotes(*result, notes);
    if (!job.json) {
        printOut(resultText(name(job.out), *result, report));
        flushOut(); // the next variant may take minutes
    }
    return report;
}

void morph(const MorphArguments& arguments) {
    const MorphJob job = readArguments(arguments);
    const EngineChoice choice = chooseEngine(job.request);
    for (const auto& [option, file] : {std::pair{"--midi", arguments.midi}, {"--score", arguments.score}}) {
        if (file && !choice.engine->writesScore()) {
            refuseScore(option, choice.engine->id());
        }
    }
    requireDevice(job.request.device);
    OutputPlan plan(job.write.overwrite);
    planOutputs(plan, job);
    ProgressPrinter printer;
    Json reports = Json::array();
    for (int variant = 0; variant < job.request.variants; ++variant) {
        reports.push_back(Json::parse(runVariant(job, variant, plan, printer).toJson()));
    }
    if (job.json) {
        printOut(toDocument({{"results", reports}}));
    }
}

} // namespace

void addMorphCommand(Command& parent) {
    Command command = parent.addCommand("morph", "Morph a track into the style of another, or the one that words name");
    const auto arguments = std::make_shared<MorphArguments>();
    addMorphOptions(command, *arguments);
    command.onChosen([arguments] { morph(*arguments); });
}

} // namespace morphony::cli
