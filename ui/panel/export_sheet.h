// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/view_state.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace morphony {

class SegmentSwitch;
class Theme;

/// Writes the chosen take as it is heard: takes the panel's place while playback goes on. GUI thread only.
class ExportSheet : public QWidget {
    Q_OBJECT

public:
    ExportSheet(Theme& theme, QWidget* parent);

    /// Fills the sheet for a take; the last chosen format stays.
    void open(const ExportOffer& offer);
    void setStrength(double strength); ///< follows the dial while the sheet is open
    void setProgress(const ExportProgress& progress);
    [[nodiscard]] ExportChoice choice() const;

Q_SIGNALS:
    void exportRequested(const morphony::ExportChoice& choice);
    void cancelRequested();
    void closed();
    void folderShown(const QString& path);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void build();
    void fillQualities();
    void formatChanged();
    void chooseFile();
    void chooseFolder();
    void showFacts();
    [[nodiscard]] QString format() const;

    Theme& m_theme;
    ExportOffer m_offer;
    double m_strength = 0.0;
    bool m_running = false;
    bool m_overwrite = false;
    QString m_written;              ///< the last file that was written
    QLabel* m_title = nullptr;
    QLabel* m_heard = nullptr;
    SegmentSwitch* m_format = nullptr;
    QComboBox* m_quality = nullptr;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_folder = nullptr;
    QLabel* m_facts = nullptr;
    QPushButton* m_export = nullptr;
    QProgressBar* m_bar = nullptr;
    QLabel* m_message = nullptr;
    QPushButton* m_show = nullptr;
};

} // namespace morphony
