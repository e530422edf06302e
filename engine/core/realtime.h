// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace morphony {

/// Marks the calling thread as inside the audio callback for the scope's life. A test interposes malloc, free and
/// pthread_mutex_lock and fails when any of them is called while inRealtimeScope() is true. Costs one thread-local write.
class RealtimeScope {
public:
    RealtimeScope() { ++s_depth; }
    ~RealtimeScope() { --s_depth; }
    RealtimeScope(const RealtimeScope&) = delete;
    RealtimeScope& operator=(const RealtimeScope&) = delete;

    [[nodiscard]] static bool active() { return s_depth > 0; }

private:
    static inline thread_local int s_depth = 0;
};

} // namespace morphony
