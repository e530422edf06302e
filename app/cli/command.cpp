// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "app/cli/console.h"
#include "core/engine_error.h"

#include <algorithm>
#include <CLI/CLI.hpp>
#include <sstream>
#include <utility>

namespace morphony::cli {

namespace {

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
            throw EngineError(ErrorKind::BadUsage,
                              (word.empty() ? "a command is missing" : "there is no command '" + word + "'") +
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

} // namespace

void Command::addRequired(const std::string& names, const std::string& type, const std::string& help, std::string& into) {
    m_app->add_option(names, into, help)->type_name(type)->required();
}

void Command::addOption(const std::string& names, const std::string& type, const std::string& help,
                        std::optional<std::string>& into) {
    m_app->add_option(names, into, help)->type_name(type);
}

void Command::addRepeated(const std::string& names, const std::string& type, const std::string& help,
                          std::vector<std::string>& into) {
    m_app->add_option(names, into, help)->type_name(type)->allow_extra_args(false);
}

void Command::addFlag(const std::string& names, const std::string& help, bool& into) { m_app->add_flag(names, into, help); }

Command Command::addCommand(const std::string& name, const std::string& help) {
    m_app->require_subcommand(1);
    return {*m_app->add_subcommand(name, help), *m_chosen};
}

void Command::setFooter(const std::string& text) { m_app->footer(text); }

void Command::onChosen(Action action) {
    m_app->callback([chosen = m_chosen, action = std::move(action)] { *chosen = action; });
}

CommandTree::CommandTree(const std::string& program, const std::string& help, const std::string& version)
    : m_app(std::make_unique<CLI::App>(help, program)) {
    m_app->set_version_flag("--version", version, "Print the version and stop");
    m_app->set_help_flag("-h,--help", "Print this help and stop");
    m_app->get_formatter()->label("SUBCOMMAND", "COMMAND");
    m_app->get_formatter()->label("Subcommands", "Commands");
    m_app->get_formatter()->label("REQUIRED", "(required)");
}

CommandTree::~CommandTree() = default;

Command CommandTree::root() { return {*m_app, m_chosen}; }

Action CommandTree::parse(int argc, const char* const* argv) {
    checkCommand(*m_app, argc, argv);
    try {
        m_app->parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        if (e.get_exit_code() != 0) {
            throw EngineError(ErrorKind::BadUsage, e.what() + helpHint(*m_app));
        }
        std::ostringstream text;
        (void)m_app->exit(e, text, text);
        printOut(text.str());
        return {};
    }
    return m_chosen;
}

} // namespace morphony::cli
