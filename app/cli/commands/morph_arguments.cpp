// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/morph_arguments.h"

#include "app/cli/time_parser.h"
#include "core/engine_error.h"

#include <CLI/CLI.hpp>

namespace morphony::cli {

namespace {

constexpr int kMaxVariants = 99;
/// "To the end": 30 years, longer than any file; a number, because a recipe cannot hold infinity.
constexpr double kPastAnyEnd = 1e9;

std::optional<TimeRange> region(const MorphArguments& arguments) {
    if (!arguments.from && !arguments.to) {
        if (arguments.crop) {
            throw EngineError(ErrorKind::BadUsage, "--crop: there is no region to keep; add --from or --to.");
        }
        return std::nullopt;
    }
    TimeRange range{0.0, kPastAnyEnd};
    if (arguments.from) {
        range.from = parseTime("--from", *arguments.from);
    }
    if (arguments.to) {
        range.to = parseTime("--to", *arguments.to);
    }
    if (range.to <= range.from) {
        throw EngineError(ErrorKind::BadUsage, "--to: the region must end after it begins (--from).");
    }
    return range;
}

DialSetting dial(const MorphArguments& arguments, DialSetting setting) {
    if (arguments.strength) {
        setting.strength = parseShare("--strength", *arguments.strength);
    }
    if (arguments.timbre) {
        setting.timbre = parseShare("--timbre", *arguments.timbre);
    }
    if (arguments.rhythm) {
        setting.rhythm = parseShare("--rhythm", *arguments.rhythm);
    }
    if (arguments.harmony) {
        setting.harmony = parseShare("--harmony", *arguments.harmony);
    }
    return setting;
}

void addDialOptions(CLI::App& command, MorphArguments& a) {
    command.add_option("--strength", a.strength, "From 0 (the source, bit for bit) to 1 (that style); default 0.7")->type_name("0..1");
    command.add_option("--timbre", a.timbre, "Strength of the timbre alone")->type_name("0..1");
    command.add_option("--rhythm", a.rhythm, "Strength of the rhythm alone")->type_name("0..1");
    command.add_option("--harmony", a.harmony, "Strength of the harmony alone")->type_name("0..1");
    command.add_option("--keep", a.keep, "Stems that stay the source's: vocals, drums, bass, other")->type_name("LIST");
}

void addRegionOptions(CLI::App& command, MorphArguments& a) {
    command.add_option("--from", a.from, "Morph from here (seconds, m:ss or h:mm:ss); the rest stays the source")->type_name("T");
    command.add_option("--to", a.to, "Morph up to here")->type_name("T");
    command.add_flag("--crop", a.crop, "The result is the region alone");
}

void addFileOptions(CLI::App& command, MorphArguments& a) {
    command.add_option("--stems", a.stems, "Also write every layer as a WAV into this folder, aligned with the source")
        ->type_name("DIR");
    command.add_option("--midi", a.midi, "Also write the score as MIDI, from engines that make one")->type_name("FILE");
    command.add_option("--score", a.score, "Also write the score as MusicXML, from engines that make one")->type_name("FILE.musicxml");
    command.add_option("--report", a.report, "Also write the measured scores as JSON")->type_name("FILE.json");
    command.add_option("--recipe", a.recipe, "Also write what makes the same bytes again (morphony-cli render)")
        ->type_name("FILE.json");
}

} // namespace

void addMorphOptions(CLI::App& command, MorphArguments& a) {
    command.add_option("SOURCE", a.source, "The track to morph")->required()->type_name("FILE");
    command.add_option("--style", a.style, "The track whose style is wanted")->type_name("FILE");
    command.add_option("--prompt", a.prompt, "The style wanted, in words")->type_name("TEXT");
    addOutputOptions(command, a.output);
    command.add_option("--engine", a.engine, "The way to morph (see morphony-cli engines); default auto")->type_name("ID");
    addDialOptions(command, a);
    addRegionOptions(command, a);
    command.add_option("--variants", a.variants, "How many results, 1 to 99: OUT gets -1, -2, ... before its ending")
        ->type_name("N");
    command.add_option("--seed", a.seed, "Same seed, same result; default 1")->type_name("N");
    command.add_option("--device", a.device, "auto, cpu or cuda (see morphony-cli devices)")->type_name("ID");
    addFileOptions(command, a);
    command.add_option("--set", a.settings, "A setting of the engine; may be given several times")
        ->type_name("key=value")
        ->allow_extra_args(false);
    command.add_flag("--json", a.json, "Print the report of every result as one JSON document");
}

MorphRequest morphRequest(const MorphArguments& arguments) {
    MorphRequest request;
    request.source = parsePath("SOURCE", arguments.source);
    if (arguments.style) {
        request.style = parsePath("--style", *arguments.style);
    }
    request.prompt = arguments.prompt.value_or("");
    request.engine = arguments.engine.value_or(request.engine);
    request.dial = dial(arguments, request.dial);
    request.region = region(arguments);
    request.crop = arguments.crop;
    if (arguments.keep) {
        request.kept = parseStems("--keep", *arguments.keep);
    }
    if (arguments.variants) {
        request.variants = parseWhole("--variants", *arguments.variants, 1, kMaxVariants);
    }
    if (arguments.seed) {
        request.seed = parseSeed("--seed", *arguments.seed);
    }
    if (arguments.device) {
        request.device = parseDevice("--device", *arguments.device);
    }
    request.settings = parseSettings("--set", arguments.settings);
    return request;
}

} // namespace morphony::cli
