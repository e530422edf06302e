// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace morphony::cli {

/// What a command does once all arguments have been read. Throws EngineError or JobCancelled.
using Action = std::function<void()>;

/// Each adds one command with its options to `app`; when the command is given, parsing stores what it does in `chosen`.
void addMorphCommand(CLI::App& app, Action& chosen);
void addRenderCommand(CLI::App& app, Action& chosen);
void addAnalyzeCommand(CLI::App& app, Action& chosen);
void addCompareCommand(CLI::App& app, Action& chosen);
void addUnderstandCommand(CLI::App& app, Action& chosen);
void addEnginesCommand(CLI::App& app, Action& chosen);
void addStylesCommand(CLI::App& app, Action& chosen);
void addDevicesCommand(CLI::App& app, Action& chosen);
void addModelsCommand(CLI::App& app, Action& chosen);

} // namespace morphony::cli
