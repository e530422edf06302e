// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace morphony::cli {

/// What a command does once all arguments have been read. Throws EngineError or JobCancelled.
using Action = std::function<void()>;

/// One command of the command line, to which its arguments are added: the wrapper of CLI11, whose header costs every file
/// that includes it seconds to compile. `names` are CLI11's, "-o,--output", or "SOURCE" for an argument without a dash;
/// `type` is what --help shows for the value; `into` is written by parsing and must live until then, best in what
/// onChosen() captures. A handle: it belongs to the CommandTree and is valid as long as that is. One thread.
class Command {
public:
    void addRequired(const std::string& names, const std::string& type, const std::string& help, std::string& into);
    void addOption(const std::string& names, const std::string& type, const std::string& help,
                   std::optional<std::string>& into);
    /// May be given several times, one value each.
    void addRepeated(const std::string& names, const std::string& type, const std::string& help,
                     std::vector<std::string>& into);
    void addFlag(const std::string& names, const std::string& help, bool& into);
    /// "--json": one JSON document instead of text for people.
    void addJsonFlag(bool& into) { addFlag("--json", "Print one JSON document", into); }

    /// A command below this one, one of which must then be given.
    [[nodiscard]] Command addCommand(const std::string& name, const std::string& help);
    /// Text below the options in --help.
    void setFooter(const std::string& text);
    /// What is done when this command is given.
    void onChosen(Action action);

private:
    friend class CommandTree;
    Command(CLI::App& app, Action& chosen) : m_app(&app), m_chosen(&chosen) {}

    CLI::App* m_app;
    Action* m_chosen; ///< the tree's
};

/// All commands of a program.
class CommandTree {
public:
    /// `version` is what --version prints.
    CommandTree(const std::string& program, const std::string& help, const std::string& version);
    ~CommandTree();
    CommandTree(const CommandTree&) = delete;
    CommandTree& operator=(const CommandTree&) = delete;

    [[nodiscard]] Command root();

    /// The action of the command that was given; empty when help or the version was asked for and printed. Throws
    /// EngineError (BadUsage) that says what is wrong and where to read on.
    [[nodiscard]] Action parse(int argc, const char* const* argv);

private:
    std::unique_ptr<CLI::App> m_app;
    Action m_chosen;
};

} // namespace morphony::cli
