// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/queued_calls.h"
#include "app/session.h"
#include "ui/view_state.h"

#include <QHash>
#include <QImage>
#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <memory>

namespace morphony {

class MainWindow;
class TakeRenderer;

/// Draws the spectrogram tiles that the timeline lacks, in a pool of its own, nearest first. A new list of wishes drops
/// what is no longer in it; a tile of audio that has changed meanwhile is never shown.
class SpectrogramController : public QObject {
    Q_OBJECT

public:
    SpectrogramController(Session& session, TakeRenderer& renderer, MainWindow& window);
    ~SpectrogramController() override;

    void cancel();

private:
    /// A tile under way; shared with its worker.
    struct Task {
        TileKey key;
        std::shared_ptr<const AudioSource> audio;
        std::atomic<bool> unwanted{false};
    };

    void want(const QList<TileKey>& keys);
    void start(const std::shared_ptr<Task>& task, int priority);
    void arrived(const std::shared_ptr<Task>& task, const QImage& image);
    void forget(const QString& laneId); ///< its audio changed
    [[nodiscard]] std::shared_ptr<const AudioSource> audioOf(const QString& laneId) const;

    Session& m_session;
    TakeRenderer& m_renderer;
    MainWindow& m_window;
    QHash<TileKey, std::shared_ptr<Task>> m_tasks;
    QueuedCalls m_calls; ///< from the pool's threads
    QThreadPool m_pool;  ///< last: its threads use the above through queued calls
};

} // namespace morphony
