// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace morphony {

/// Lowers the calling thread below the GUI and the audio: threads that it starts inherit that. Where the system refuses,
/// the thread runs on as it was.
void enterBackground();

} // namespace morphony
