// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/job_runner.h"

#include "app/background_thread.h"

#include <new>

namespace morphony {

JobRunner::JobRunner(QObject* parent) : QObject(parent), m_thread([this] { threadMain(); }) {}

JobRunner::~JobRunner() {
    if (m_current) {
        m_current->context->cancel();
    }
    {
        const std::scoped_lock lock(m_mutex);
        m_quit = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void JobRunner::enqueue(Job job) {
    if (m_current) {
        m_current->context->cancel();
        const auto superseded = std::exchange(m_current, nullptr);
        superseded->cancelled();
    }
    job.generation = ++m_generation;
    auto shared = std::make_shared<Job>(std::move(job));
    // the callback runs on the worker; a raw pointer, because the job owns the context
    Job* raw = shared.get();
    shared->context = std::make_shared<JobContext>([this, raw](const Progress& progress) {
        m_calls.post([this, generation = raw->generation, handler = raw->progress, progress] {
            if (m_current && m_current->generation == generation && !m_current->context->isCancelled()) {
                handler(progress);
            }
        });
    });
    m_current = shared;
    {
        const std::scoped_lock lock(m_mutex);
        m_queued = std::move(shared);
    }
    m_wake.notify_one();
}

void JobRunner::cancel() {
    if (m_current) {
        m_current->context->cancel();
    }
}

void JobRunner::threadMain() {
    enterBackground();
    for (;;) {
        std::shared_ptr<Job> job;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_quit || m_queued; });
            if (m_quit) {
                return;
            }
            job = std::move(m_queued);
        }
        run(job);
    }
}

void JobRunner::run(const std::shared_ptr<Job>& job) {
    std::function<void()> ending;
    const auto failWith = [&](ErrorKind kind, const QString& message) {
        ending = [failed = job->failed, failure = JobFailure{kind, message}] { failed(failure); };
    };
    try {
        job->context->checkCancelled();
        ending = job->work(*job->context);
    } catch (const JobCancelled&) {
        ending = job->cancelled;
    } catch (const EngineError& error) {
        failWith(error.kind(), QString::fromUtf8(error.what()));
    } catch (const std::bad_alloc&) {
        failWith(ErrorKind::Internal,
                 tr("There is not enough memory for this; close other programs or use a shorter file."));
    } catch (const std::exception& error) {
        failWith(ErrorKind::Internal,
                 tr("Something went wrong inside the program: %1").arg(QString::fromUtf8(error.what())));
    }
    job->work = nullptr; // inputs are freed here, on the worker
    deliver(job, std::move(ending));
}

void JobRunner::deliver(const std::shared_ptr<Job>& job, std::function<void()> ending) {
    m_calls.post([this, job, ending = std::move(ending)] {
        if (m_current != job) {
            return; // superseded: its cancelled handler has been called
        }
        m_current = nullptr;
        if (job->context->isCancelled()) {
            job->cancelled();
        } else {
            ending();
        }
    });
}

} // namespace morphony
