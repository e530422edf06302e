// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/queued_calls.h"

#include <QCoreApplication>
#include <QEvent>

#include <utility>

namespace morphony {

void QueuedCalls::post(std::function<void()> call) {
    {
        const std::scoped_lock lock(m_mutex);
        m_calls.push_back(std::move(call));
    }
    QCoreApplication::postEvent(this, new QEvent(QEvent::User)); // Qt deletes it
}

void QueuedCalls::customEvent(QEvent*) {
    std::function<void()> call;
    {
        const std::scoped_lock lock(m_mutex);
        call = std::move(m_calls.front()); // one event, one call
        m_calls.pop_front();
    }
    call(); // may destroy this object
}

} // namespace morphony
