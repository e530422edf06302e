// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/version.h"

namespace morphony {

const char* programVersion() { return MORPHONY_VERSION; }

} // namespace morphony
