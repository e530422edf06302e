// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/queued_calls.h"
#include "core/engine_error.h"
#include "core/job_context.h"

#include <QObject>
#include <QString>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>

namespace morphony {

/// How a job that failed says so: one sentence for the user, as the engine wrote it.
struct JobFailure {
    ErrorKind kind = ErrorKind::Internal;
    QString message;
};

/// Called on the runner's own thread (the GUI's). Any of them may be empty.
template <class Result>
struct JobHandlers {
    std::function<void(const Progress&)> progress;
    std::function<void(Result)> finished;
    std::function<void(const JobFailure&)> failed;
    std::function<void()> cancelled;
};

template <>
struct JobHandlers<void> {
    std::function<void(const Progress&)> progress;
    std::function<void()> finished;
    std::function<void(const JobFailure&)> failed;
    std::function<void()> cancelled;
};

/// One worker thread for one kind of job (loading, morphing, exporting, ...). It runs one job at a time; starting a job
/// supersedes the one before it. Every job ends in exactly one of finished, failed and cancelled, called by queued
/// invocation on the runner's thread, so handlers may touch widgets and the session; the work itself may not. Work takes
/// its inputs by value. A job that is superseded, or asked to cancel, ends in cancelled even if it was about to finish.
///
/// The runner belongs to the object whose handlers it calls and dies before it: after the destructor, which cancels and
/// joins, no handler is called any more.
///
/// The worker and every thread it starts run at a lower priority, so that painting and playback come first on a machine
/// with few cores.
class JobRunner : public QObject {
public:
    explicit JobRunner(QObject* parent = nullptr);
    ~JobRunner() override;

    /// Supersedes the current job (whose cancelled handler is called before this returns) and queues this one.
    template <class Work, class Result = std::invoke_result_t<Work&, JobContext&>>
    void start(Work work, JobHandlers<Result> handlers) {
        auto shared = std::make_shared<JobHandlers<Result>>(std::move(handlers));
        Job job;
        job.work = [work = std::move(work), shared](JobContext& context) mutable -> std::function<void()> {
            if constexpr (std::is_void_v<Result>) {
                work(context);
                return [shared] { callIfSet(shared->finished); };
            } else {
                auto result = std::make_shared<Result>(work(context));
                return [shared, result] { callIfSet(shared->finished, std::move(*result)); };
            }
        };
        job.progress = [shared](const Progress& progress) { callIfSet(shared->progress, progress); };
        job.failed = [shared](const JobFailure& failure) { callIfSet(shared->failed, failure); };
        job.cancelled = [shared] { callIfSet(shared->cancelled); };
        enqueue(std::move(job));
    }

    /// Asks the current job to stop; it ends in cancelled once it has.
    void cancel();
    /// A job is queued, running or about to be reported.
    [[nodiscard]] bool isBusy() const { return m_current != nullptr; }

private:
    struct Job {
        std::function<std::function<void()>(JobContext&)> work; ///< returns what to call when it is finished
        std::function<void(const Progress&)> progress;
        std::function<void(const JobFailure&)> failed;
        std::function<void()> cancelled;
        std::shared_ptr<JobContext> context;
        std::uint64_t generation = 0;
    };

    template <class F, class... Args>
    static void callIfSet(const F& function, Args&&... args) {
        if (function) {
            function(std::forward<Args>(args)...);
        }
    }

    void enqueue(Job job);
    void threadMain();
    void run(const std::shared_ptr<Job>& job);
    /// On the worker: has `ending` called on the runner's thread unless the job is superseded by then.
    void deliver(const std::shared_ptr<Job>& job, std::function<void()> ending);

    // the runner's thread only
    std::shared_ptr<Job> m_current;
    std::uint64_t m_generation = 0;
    // guarded by m_mutex
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::shared_ptr<Job> m_queued;
    bool m_quit = false;
    QueuedCalls m_calls; ///< from the worker to the runner's thread
    // last, so that everything it uses exists before it starts
    std::thread m_thread;
};

} // namespace morphony
