// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/job_runner.h"
#include "app/session.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <utility>

namespace morphony {

/// Keeps, for every take, the sound and the waveform at the dial where it stands, and the scores of the selected one.
/// The dial is heard at once through the player; this follows once it has come to rest, in workers.
class TakeRenderer : public QObject {
    Q_OBJECT

public:
    /// A take at one setting.
    struct Rendered {
        DialSetting dial;
        std::shared_ptr<const AudioSource> audio;
        std::shared_ptr<const WaveformPyramid> pyramid;
    };

    explicit TakeRenderer(Session& session);

    /// What was rendered last, perhaps at an earlier setting; null before the first time.
    [[nodiscard]] const Rendered* rendered(const QString& takeId) const;
    /// The dial of the selected take moved.
    void dialMoved();
    void cancel();
    [[nodiscard]] bool isBusy() const { return m_renders.isBusy() || m_measurements.isBusy() || m_rest.isActive(); }

Q_SIGNALS:
    void renderedChanged(const QString& takeId);
    void failed(const QString& takeId, const QString& sentence);

private:
    void renderNext();
    void measureSelected();
    [[nodiscard]] bool isStale(const Take& take) const;
    void forgetDeleted();

    Session& m_session;
    QHash<QString, Rendered> m_rendered;
    QTimer m_rest; ///< runs while the dial moves
    QString m_failedTake; ///< not tried again until the dial moves
    /// What the workers are at, so that it is not started again.
    std::optional<std::pair<QString, DialSetting>> m_rendering;
    std::optional<std::pair<QString, DialSetting>> m_measuring;
    JobRunner m_renders;
    JobRunner m_measurements;
};

} // namespace morphony
