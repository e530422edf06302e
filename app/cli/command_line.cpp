// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"

#include "app/cli/cancel_signal.h"
#include "app/cli/commands/commands.h"
#include "app/cli/console.h"
#include "core/engine_error.h"
#include "core/version.h"

#include <algorithm>
#include <CLI/CLI.hpp>
#include <new>
#include <sstream>
#include <vector>

namespace morphony::cli {

namespace {

constexpr int kDone = 0;
constexpr int kCancelled = 130; // 128 + SIGINT, as shells count

std::vector<const CLI::App*> commandsOf(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

std::string commandNames(const CLI::App& app) {
    std::string names;
    for (const CLI::App* command : commandsOf(app)) {
        names += (names.empty() ? "" : ", ") + command->get_name();
    }
    return names;
}

/// CLI11 reports a word that is no command as a missing one, and does not say what there is; this does.
void checkCommand(const CLI::App& app, int argc, const char* const* argv) {
    const CLI::App* level = &app;
    for (int i = 1; i <= argc && level->get_require_subcommand_min() > 0; ++i) {
        const std::string word = i < argc ? argv[i] : "";
        if (word.starts_with("-")) {
            return; // --help, --version or bad usage: for CLI11 to tell
        }
        const auto commands = commandsOf(*level);
        const auto command = std::ranges::find(commands, word, [](const CLI::App* each) { return each->get_name(); });
        if (command == commands.end()) {
            throw EngineError(ErrorKind::BadUsage, (word.empty() ? "a command is missing" : "there is no command '" + word + "'") +
                                                       "; the commands are: " + commandNames(*level) + ".");
        }
        level = *command;
    }
}

/// The deepest command that was given, for "see ... --help".
std::string helpHint(const CLI::App& app) {
    std::string command = app.get_name();
    for (const CLI::App* level = &app; !level->get_subcommands().empty();) {
        level = level->get_subcommands().front();
        command += " " + level->get_name();
    }
    return " (see " + command + " --help).";
}

/// Parses, and returns the action of the chosen command; empty when help or the version was asked for and printed.
Action parse(CLI::App& app, Action& chosen, int argc, const char* const* argv) {
    checkCommand(app, argc, argv);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        if (e.get_exit_code() != 0) {
            throw EngineError(ErrorKind::BadUsage, e.what() + helpHint(app));
        }
        std::ostringstream text;
        (void)app.exit(e, text, text);
        printOut(text.str());
        return {};
    }
    return chosen;
}

void run(int argc, const char* const* argv) {
    CLI::App app{"Morphs music into another genre or the style of another track.", "morphony-cli"};
    app.set_version_flag("--version", std::string("morphony-cli ") + programVersion(), "Print the version and stop");
    app.set_help_flag("-h,--help", "Print this help and stop");
    app.get_formatter()->label("SUBCOMMAND", "COMMAND");
    app.get_formatter()->label("Subcommands", "Commands");
    app.get_formatter()->label("REQUIRED", "(required)");
    app.require_subcommand(1);
    app.footer("Exit status: 0 done, 2 bad usage, 3 an input cannot be read, 4 a model or tool is missing,\n"
               "5 an output cannot be written, 130 cancelled, 1 anything else.");
    Action chosen;
    addMorphCommand(app, chosen);
    addRenderCommand(app, chosen);
    addAnalyzeCommand(app, chosen);
    addCompareCommand(app, chosen);
    addUnderstandCommand(app, chosen);
    addEnginesCommand(app, chosen);
    addStylesCommand(app, chosen);
    addDevicesCommand(app, chosen);
    addModelsCommand(app, chosen);
    if (const Action action = parse(app, chosen, argc, argv)) {
        action();
    }
}

} // namespace

int runCommandLine(int argc, const char* const* argv) {
    installSignalHandlers();
    try {
        run(argc, argv);
        flushOut();
        return kDone;
    } catch (const JobCancelled&) {
        printError("cancelled.");
        return kCancelled;
    } catch (const EngineError& e) {
        printError(e.what());
        return static_cast<int>(e.kind());
    } catch (const std::bad_alloc&) {
        printError("there is not enough memory for this; close other programs or morph a shorter region.");
    } catch (const std::exception& e) {
        printError(std::string("unexpected problem: ") + e.what());
    }
    return static_cast<int>(ErrorKind::Internal);
}

} // namespace morphony::cli
