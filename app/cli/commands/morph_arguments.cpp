// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/morph_arguments.h"

#include "app/cli/time_parser.h"
#include "core/engine_error.h"

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

void addDialOptions(Command& command, MorphArguments& a) {
    command.addOption("--strength", "0..1", "From 0 (the source, bit for bit) to 1 (that style); default 0.7", a.strength);
    command.addOption("--timbre", "0..1", "Strength of the timbre alone", a.timbre);
    command.addOption("--rhythm", "0..1", "Strength of the rhythm alone", a.rhythm);
    command.addOption("--harmony", "0..1", "Strength of the harmony alone", a.harmony);
    command.addOption("--keep-content", "PERCENT",
                      "Of the song that must be left, 0 to 100: the dial stops where less would", a.keptContent);
    command.addOption("--keep", "LIST", "Stems that stay the source's: vocals, drums, bass, other", a.keep);
}

void addRegionOptions(Command& command, MorphArguments& a) {
    command.addOption("--from", "T", "Morph from here (seconds, m:ss or h:mm:ss); the rest stays the source", a.from);
    command.addOption("--to", "T", "Morph up to here", a.to);
    command.addFlag("--crop", "The result is the region alone", a.crop);
}

void addFileOptions(Command& command, MorphArguments& a) {
    command.addOption("--stems", "DIR", "Also write every layer as a WAV into this folder, aligned with the source",
                      a.stems);
    command.addOption("--midi", "FILE", "Also write the score as MIDI, from engines that make one", a.midi);
    command.addOption("--score", "FILE.musicxml", "Also write the score as MusicXML, from engines that make one", a.score);
    command.addOption("--report", "FILE.json", "Also write the measured scores as JSON", a.report);
    command.addOption("--recipe", "FILE.json", "Also write what makes the same bytes again (morphony-cli render)",
                      a.recipe);
}

} // namespace

void addMorphOptions(Command& command, MorphArguments& a) {
    command.addRequired("SOURCE", "FILE", "The track to morph", a.source);
    command.addOption("--style", "FILE", "The track whose style is wanted", a.style);
    command.addOption("--prompt", "TEXT", "The style wanted, in words", a.prompt);
    addOutputOptions(command, a.output);
    command.addOption("--engine", "ID", "The way to morph (see morphony-cli engines); default auto", a.engine);
    addDialOptions(command, a);
    addRegionOptions(command, a);
    command.addOption("--variants", "N", "How many results, 1 to 99: OUT gets -1, -2, ... before its ending", a.variants);
    command.addOption("--seed", "N", "Same seed, same result; default 1", a.seed);
    command.addOption("--device", "ID", "auto, cpu or cuda (see morphony-cli devices)", a.device);
    addFileOptions(command, a);
    command.addRepeated("--set", "key=value", "A setting of the engine; may be given several times", a.settings);
    command.addFlag("--json", "Print the report of every result as one JSON document", a.json);
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
    if (arguments.keptContent) {
        request.keptContent = parseWhole("--keep-content", *arguments.keptContent, 0, 100) / 100.0;
    }
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
