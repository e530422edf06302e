// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"

#include "app/cli/cancel_signal.h"
#include "app/cli/command.h"
#include "app/cli/commands/commands.h"
#include "app/cli/console.h"
#include "core/engine_error.h"
#include "core/version.h"

#include <new>
#include <string>

namespace morphony::cli {

namespace {

constexpr int kDone = 0;
constexpr int kCancelled = 130; // 128 + SIGINT, as shells count

void run(int argc, const char* const* argv) {
    CommandTree tree("morphony-cli", "Morphs music into another genre or the style of another track.",
                     std::string("morphony-cli ") + programVersion());
    Command root = tree.root();
    root.setFooter("Exit status: 0 done, 2 bad usage, 3 an input cannot be read, 4 a model or tool is missing,\n"
                   "5 an output cannot be written, 130 cancelled, 1 anything else.");
    addMorphCommand(root);
    addRenderCommand(root);
    addAnalyzeCommand(root);
    addCompareCommand(root);
    addUnderstandCommand(root);
    addEnginesCommand(root);
    addStylesCommand(root);
    addDevicesCommand(root);
    addModelsCommand(root);
    if (const Action action = tree.parse(argc, argv)) {
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
