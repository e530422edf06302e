// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace morphony {

/// What a running job tells about itself.
struct Progress {
    std::string stage;                      ///< what is being done now, in words for people ("Colouring")
    double fraction = 0.0;                  ///< of the whole job, 0 to 1, never decreasing
    std::optional<double> remainingSeconds; ///< none until enough has been seen to say
};

/// Progress and cancel of one job, passed by reference through everything that may take longer than 100 ms.
///
/// Owned by whoever starts the job. cancel() and isCancelled() may be called from any thread; everything else belongs
/// to the job's own thread. The callback is called on the job's thread, at most once per 60 ms (some 17 times a second,
/// more is invisible) and at each new stage. Not real-time safe.
class JobContext {
public:
    using Callback = std::function<void(const Progress&)>;

    JobContext() = default;
    explicit JobContext(Callback callback) : m_callback(std::move(callback)) {}
    JobContext(const JobContext&) = delete;
    JobContext& operator=(const JobContext&) = delete;

    /// Names the stages ahead and their expected shares of the time; shares are normalised. Call once, at the start of
    /// the job. Stages that are begun but were not planned take no share.
    void plan(std::vector<std::pair<std::string, double>> stages);

    /// Starts the named stage; the previous one counts as complete. Throws JobCancelled when asked to stop.
    void beginStage(const std::string& name);

    /// The current stage is `done` (0 to 1) complete. Throws JobCancelled when asked to stop. Call at least every 100 ms.
    void progress(double done);

    /// Throws JobCancelled when asked to stop. Cheap: one relaxed atomic load.
    void checkCancelled() const {
        if (isCancelled()) {
            throwCancelled();
        }
    }

    void cancel() { m_cancelled.store(true, std::memory_order_relaxed); }
    [[nodiscard]] bool isCancelled() const {
        return m_cancelled.load(std::memory_order_relaxed) || (m_externalCancel != nullptr && *m_externalCancel);
    }

    /// Also treat `*flag` as a cancel request: for signal handlers, which may only write a lock-free atomic.
    void watch(const std::atomic<bool>* flag) { m_externalCancel = flag; }

    /// Seconds spent in each finished or current stage, for the report.
    [[nodiscard]] std::map<std::string, double> stageSeconds() const;

private:
    using Clock = std::chrono::steady_clock;

    [[noreturn]] static void throwCancelled();
    void closeStage();
    void report(bool force);

    // any thread
    std::atomic<bool> m_cancelled{false};
    const std::atomic<bool>* m_externalCancel = nullptr;
    // the job's thread only
    Callback m_callback;
    std::map<std::string, double> m_shares;
    std::map<std::string, double> m_seconds;
    std::string m_stage;
    double m_doneShare = 0.0;     ///< share of all finished stages
    double m_stageDone = 0.0;     ///< of the current stage, 0 to 1
    double m_lastFraction = 0.0;
    Clock::time_point m_jobStart = Clock::now();
    Clock::time_point m_stageStart = m_jobStart;
    Clock::time_point m_lastReport{};
};

} // namespace morphony
