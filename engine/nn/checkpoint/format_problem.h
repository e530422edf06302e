// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>

namespace morphony {

/// What is wrong with the bytes of a checkpoint, as a clause without its subject ("its header is not a JSON object").
/// Readers throw it; whoever knows the file's name turns it into an EngineError.
struct FormatProblem : std::runtime_error {
    using std::runtime_error::runtime_error;
};

} // namespace morphony
