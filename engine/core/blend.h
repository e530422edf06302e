// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace morphony {

/// From `from` (share 0) to `to` (share 1); either end comes out bit for bit, which from + share * (to - from) does not
/// promise. Real-time safe.
[[nodiscard]] inline float blend(float from, float to, float share) {
    return share == 0.0F ? from : share == 1.0F ? to : from + share * (to - from);
}

} // namespace morphony
