// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace morphony {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

/// Milliseconds that anything which works is waited for: no measure of speed. The machine may be busy, and a sanitizer
/// makes the engine up to twenty times slower.
inline constexpr int kLong = kSanitized ? 900'000 : 120'000;

} // namespace morphony
