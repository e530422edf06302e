// SPDX-License-Identifier: GPL-3.0-or-later
// morphony-dial [OPTION ...] PAIRS: is the dial even and monotone in measured style? For every pair (see pairs.h) the mix
// is rendered at eleven settings of the dial and compared with the style track, on the whole excerpt and on more of the
// style than the calibration listens to.
//
//   --set tuning|test       only these pairs (all)
//   --only N                only the N-th of them, from 1
//   --seconds S             length of the excerpt (30)
//   --with "key=value ..."  settings of the engine
//   --prompt TEXT           into this style in words, instead of the pairs' style tracks
//   --plain                 without the calibration, to see what it does
//   --csv FILE              all points, for draw_dial.py
#include "pairs.h"

#include "core/engine_error.h"
#include "morph/render.h"
#include "morph/structure_distance.h"
#include "morph/timbre_distance.h"

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <sstream>

using namespace morphony;

namespace {

constexpr int kSettings = 11;
constexpr double kMostStyleSeconds = 120.0;

struct Options {
    std::string set, pairs, prompt, csv;
    int only = 0;
    double seconds = 30.0;
    EngineSettings settings;
    bool plain = false;
};

/// One distance over the dial.
using Way = std::array<double, kSettings>;

/// Share of the distance at 0 that is covered at 1.
double coverage(const Way& way) { return way.front() > 0.0 ? 1.0 - way.back() / way.front() : 0.0; }

/// Of the range covered, the furthest that a setting lies from its even share.
double stepError(const Way& way) {
    const double range = way.front() - way.back();
    double worst = 0.0;
    for (int i = 0; i < kSettings; ++i) {
        const double share = (way.front() - way[static_cast<std::size_t>(i)]) / range;
        worst = std::max(worst, std::abs(share - static_cast<double>(i) / (kSettings - 1)));
    }
    return range > 0.0 ? worst : std::nan("");
}

/// Spearman's rank correlation of the setting and what it covers (no ties among measured distances).
double spearman(const Way& way) {
    double squares = 0.0;
    for (std::size_t i = 0; i < way.size(); ++i) {
        const auto rank = std::ranges::count_if(way, [&](double other) { return other > way[i]; });
        squares += std::pow(static_cast<double>(rank) - static_cast<double>(i), 2.0);
    }
    constexpr double n = kSettings;
    return 1.0 - 6.0 * squares / (n * (n * n - 1.0));
}

struct Line {
    Way timbre{}, structure{};
};

void print(const std::string& label, const Line& line) {
    std::printf("%-8s %8.3f %8.3f %9.3f %9.3f %10.3f\n", label.c_str(), coverage(line.timbre), stepError(line.timbre),
                spearman(line.timbre), coverage(line.structure), spearman(line.structure));
}

std::shared_ptr<const MorphResult> morph(const MorphPair& pair, const Options& options) {
    const auto made = morphPair(pair, options.seconds, options.settings, options.prompt);
    if (!options.plain) {
        return made;
    }
    auto law = std::make_shared<MixLaw>(*made->law);
    law->calibration = Curve();
    auto plain = std::make_shared<MorphResult>(*made);
    plain->law = std::move(law);
    return plain;
}

Line measure(const MorphPair& pair, const Options& options) {
    JobContext context;
    const auto result = morph(pair, options);
    const auto goal = middleOf(result->target(), kMostStyleSeconds);
    const double limitHz = timbreLimitHz({result->sourceAudio().sampleRate(), goal->sampleRate()});
    const auto hear = [&](const AudioSource& audio) { return styleFrames(audio, limitHz, kMostStyleSeconds, {context}); };
    const StyleFrames style = hear(*goal);
    const TimbreProfile timbre = timbreProfile(style, context);
    const StructureProfile structure = structureProfile(style, context);
    Line line;
    for (std::size_t i = 0; i < kSettings; ++i) {
        const double dial = static_cast<double>(i) / (kSettings - 1);
        const StyleFrames mix = hear(*renderToSource(*result, {dial, {}, {}, {}}, context));
        line.timbre[i] = timbreDistance(timbreProfile(mix, context), timbre).value_or(std::nan(""));
        line.structure[i] = structureDistance(structureProfile(mix, context), structure).value_or(std::nan(""));
    }
    std::printf("# %d %s: %s -> %s; calibrating took %.2f of %.2f s\n", pair.number, pair.set.c_str(),
                std::filesystem::path(pair.source).filename().c_str(),
                options.prompt.empty() ? std::filesystem::path(pair.style).filename().c_str() : options.prompt.c_str(),
                result->stageSeconds.at("Calibrating the dial"),
                std::accumulate(result->stageSeconds.begin(), result->stageSeconds.end(), 0.0,
                                [](double sum, const auto& stage) { return sum + stage.second; }));
    for (const auto& [name, way] : {std::pair{"timbre", line.timbre}, {"structure", line.structure}}) {
        std::printf("#   %-10s", name);
        for (const double distance : way) {
            std::printf(" %7.3f", distance);
        }
        std::printf("\n");
    }
    return line;
}

Options optionsFrom(const std::vector<std::string>& words) {
    Options options;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word == "--plain") {
            options.plain = true;
            continue;
        }
        if (!word.starts_with("--")) {
            options.pairs = word;
            continue;
        }
        if (i + 1 == words.size()) {
            throw EngineError(ErrorKind::BadUsage, word + " needs a value.");
        }
        const std::string& value = words[++i];
        if (word == "--set") {
            options.set = value;
        } else if (word == "--only") {
            options.only = std::stoi(value);
        } else if (word == "--seconds") {
            options.seconds = std::stod(value);
        } else if (word == "--with") {
            options.settings = settingsFrom(value);
        } else if (word == "--prompt") {
            options.prompt = value;
        } else if (word == "--csv") {
            options.csv = value;
        } else {
            throw EngineError(ErrorKind::BadUsage, "There is no option " + word + ".");
        }
    }
    return options;
}

void run(const Options& options) {
    std::ofstream csv;
    if (!options.csv.empty()) {
        csv.open(options.csv);
        csv << "pair,dial,timbre,structure\n";
    }
    std::printf("%-8s %8s %8s %9s %9s %10s\n", "pair", "timbre", "step", "Spearman", "struct", "Spearman");
    std::vector<Line> lines;
    for (const MorphPair& pair : readPairs(options.pairs, options.set, options.only)) {
        const Line& line = lines.emplace_back(measure(pair, options));
        print(pair.set + " " + std::to_string(pair.number), line);
        std::fflush(stdout);
        for (std::size_t i = 0; i < kSettings; ++i) {
            csv << pair.set << ' ' << pair.number << ',' << static_cast<double>(i) / (kSettings - 1) << ','
                << line.timbre[i] << ',' << line.structure[i] << '\n';
        }
    }
    const auto all = [&](auto figure) {
        std::vector<double> values;
        std::ranges::transform(lines, std::back_inserter(values), figure);
        return values;
    };
    const auto tell = [](const char* name, const std::vector<double>& values, bool lessIsBetter) {
        const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
        std::printf("%-28s mean %6.3f   worst %6.3f\n", name, mean,
                    lessIsBetter ? std::ranges::max(values) : std::ranges::min(values));
    };
    if (lines.empty()) {
        return;
    }
    tell("timbre covered", all([](const Line& line) { return coverage(line.timbre); }), false);
    tell("off an even step, of range", all([](const Line& line) { return stepError(line.timbre); }), true);
    tell("Spearman, timbre", all([](const Line& line) { return spearman(line.timbre); }), false);
    tell("structure covered", all([](const Line& line) { return coverage(line.structure); }), false);
    tell("Spearman, structure", all([](const Line& line) { return spearman(line.structure); }), false);
}

} // namespace

int main(int count, char** arguments) {
    try {
        run(optionsFrom({arguments + 1, arguments + count}));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
