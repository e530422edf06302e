// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"

namespace morphony::cli {

/// Each adds one command with its options below `parent`.
void addMorphCommand(Command& parent);
void addRenderCommand(Command& parent);
void addAnalyzeCommand(Command& parent);
void addCompareCommand(Command& parent);
void addUnderstandCommand(Command& parent);
void addEnginesCommand(Command& parent);
void addStylesCommand(Command& parent);
void addDevicesCommand(Command& parent);
void addModelsCommand(Command& parent);

} // namespace morphony::cli
