// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <deque>
#include <functional>
#include <mutex>

namespace morphony {

/// Calls from any thread on the thread of this object, in the order they were posted, from its event loop. What is called
/// is handed over under a lock of our own: the lock-free counting inside QMetaObject::invokeMethod is invisible to the
/// thread sanitizer, which then cannot tell our races from Qt's correct code. Calls that have not been made when it is
/// destroyed are dropped; no thread may post by then.
class QueuedCalls : public QObject {
public:
    using QObject::QObject;

    /// Any thread.
    void post(std::function<void()> call);

protected:
    void customEvent(QEvent* event) override;

private:
    std::mutex m_mutex;
    std::deque<std::function<void()>> m_calls; ///< guarded by m_mutex
};

} // namespace morphony
