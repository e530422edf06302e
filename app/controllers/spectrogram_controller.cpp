// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/controllers/spectrogram_controller.h"

#include "app/background_thread.h"
#include "app/controllers/take_renderer.h"
#include "core/engine_error.h"
#include "core/log.h"
#include "core/parallel.h"
#include "dsp/spectrogram_tile.h"
#include "ui/main_window.h"
#include "ui/timeline/timeline_view.h"

#include <algorithm>

namespace morphony {

namespace {

/// Null when the tile is no longer wanted.
QImage drawTile(const TileKey& key, const AudioSource& audio, const std::atomic<bool>& unwanted) {
    SpectrogramTileShape shape;
    shape.hop = key.hop();
    shape.columns = TileKey::kColumns;
    shape.rows = TileKey::kRows;
    shape.lowHz = TileKey::kLowHz;
    shape.highHz = TileKey::kHighHz;
    shape.floorDb = TileKey::kFloorDb;
    const std::vector<std::uint8_t> levels = spectrogramTile(audio, key.index * TileKey::kColumns, shape, unwanted);
    if (levels.empty()) {
        return {};
    }
    // a copy: the image then owns its bytes
    return QImage(levels.data(), shape.columns, shape.rows, shape.columns, QImage::Format_Grayscale8).copy();
}

} // namespace

SpectrogramController::SpectrogramController(Session& session, TakeRenderer& renderer, MainWindow& window)
    : m_session(session), m_renderer(renderer), m_window(window) {
    // one processor stays free for the window and the sound
    m_pool.setMaxThreadCount(std::max(1, availableProcessors() - 1));
    connect(&window, &MainWindow::tilesWanted, this, &SpectrogramController::want);
    connect(&session, &Session::sourceChanged, this, [this] { forget(QStringLiteral("source")); });
    connect(&session, &Session::styleChanged, this, [this] { forget(QStringLiteral("style")); });
    connect(&renderer, &TakeRenderer::renderedChanged, this, &SpectrogramController::forget);
}

SpectrogramController::~SpectrogramController() {
    cancel();
    m_pool.waitForDone();
}

void SpectrogramController::cancel() {
    for (const auto& task : std::as_const(m_tasks)) {
        task->unwanted.store(true, std::memory_order_relaxed);
    }
    m_tasks.clear();
    m_pool.clear();
}

std::shared_ptr<const AudioSource> SpectrogramController::audioOf(const QString& laneId) const {
    if (laneId == QLatin1String("source")) {
        return m_session.source() ? m_session.source()->audio.audio : nullptr;
    }
    if (laneId == QLatin1String("style")) {
        return m_session.style() ? m_session.style()->audio.audio : nullptr;
    }
    const TakeRenderer::Rendered* rendered = m_renderer.rendered(laneId);
    return rendered ? rendered->audio : nullptr;
}

void SpectrogramController::want(const QList<TileKey>& keys) {
    for (auto entry = m_tasks.begin(); entry != m_tasks.end();) {
        if (keys.contains(entry.key())) {
            ++entry;
        } else {
            entry.value()->unwanted.store(true, std::memory_order_relaxed);
            entry = m_tasks.erase(entry);
        }
    }
    for (qsizetype i = 0; i < keys.size(); ++i) {
        if (m_tasks.contains(keys[i])) {
            continue;
        }
        if (auto audio = audioOf(keys[i].laneId)) {
            auto task = std::make_shared<Task>();
            task->key = keys[i];
            task->audio = std::move(audio);
            m_tasks.insert(keys[i], task);
            start(task, static_cast<int>(keys.size() - i));
        }
    }
}

void SpectrogramController::start(const std::shared_ptr<Task>& task, int priority) {
    m_pool.start(
        [this, task] {
            enterBackground();
            QImage image;
            try {
                image = drawTile(task->key, *task->audio, task->unwanted);
            } catch (const EngineError& error) {
                // playback and export say it in the window when the storage fails; an empty tile says nothing wrong
                log::warn(error.what());
            }
            m_calls.post([this, task, image] { arrived(task, image); });
        },
        priority);
}

void SpectrogramController::arrived(const std::shared_ptr<Task>& task, const QImage& image) {
    if (m_tasks.value(task->key) != task) {
        return; // superseded
    }
    m_tasks.remove(task->key);
    if (!image.isNull()) {
        m_window.timeline().setTile(task->key, image);
    }
}

void SpectrogramController::forget(const QString& laneId) {
    for (auto entry = m_tasks.begin(); entry != m_tasks.end();) {
        if (entry.key().laneId == laneId) {
            entry.value()->unwanted.store(true, std::memory_order_relaxed);
            entry = m_tasks.erase(entry);
        } else {
            ++entry;
        }
    }
    m_window.timeline().dropTiles(laneId);
}

} // namespace morphony
