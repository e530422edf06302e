// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style_sheet.h"

#include "ui/theme.h"

namespace morphony {
namespace {

// @name is replaced by the palette's colour of that name.
const char* const kSheet = R"(
* { font-family: "@family"; font-size: 13px; color: @text; outline: none; }
QMainWindow, QMainWindow > QWidget { background: @window; }
QToolTip { background: @raised; color: @text; border: 1px solid @edge; padding: 4px 8px; font-size: 12px; }

QMenuBar { background: transparent; spacing: 0; }
QMenuBar::item { background: transparent; padding: 6px 10px; border-radius: 6px; color: @text2; }
QMenuBar::item:selected { background: @hover; color: @text; }
QMenu { background: @raised; border: 1px solid @edge; border-radius: 6px; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; color: @text; }
QMenu::item:selected { background: @hover; }
QMenu::item:disabled { color: @text3; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QMenu::indicator { width: 14px; height: 14px; margin-left: 6px; }
QMenu::indicator:checked { background: @take; border-radius: 3px; }

QLabel { background: transparent; }
QLabel[kind="strong"] { font-weight: 600; }
QLabel[kind="secondary"] { color: @text2; }
QLabel[kind="small"] { color: @text2; font-size: 12px; }
QLabel[kind="figure"] { font-weight: 600; }
QLabel[kind="title"] { font-size: 15px; font-weight: 600; }
QLabel[kind="hint"] { color: @text3; font-size: 12px; }
QLabel[kind="error"] { color: @error; font-size: 12px; }
QLabel[kind="key"] { color: @text2; font-size: 11px; font-weight: 500; border: 1px solid @edge; border-radius: 4px; padding: 1px 7px; }

QPushButton { background: @raised; border: 1px solid @edge; border-radius: 6px; padding: 0 12px; min-height: 30px; font-weight: 500; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @line; }
QPushButton:disabled { color: @text3; border-color: @line; }
QPushButton:focus, QCheckBox:focus, QComboBox:focus { border: 2px solid @focus; }
QPushButton[kind="primary"] { background: @take; color: @on; border-color: @take; font-weight: 600; }
QPushButton[kind="primary"]:hover { border-color: @text; }
QPushButton[kind="primary"]:disabled { background: @raised; color: @text3; border-color: @raised; }
QPushButton[kind="primary"]:focus { border: 2px solid @focus; }
QPushButton[kind="outline"] { background: transparent; }
QPushButton[kind="outline"]:hover { background: @hover; }
QPushButton[kind="flat"] { background: transparent; border-color: transparent; padding: 0; min-height: 26px; }
QPushButton[kind="flat"]:hover { background: @hover; }
QPushButton[kind="flat"]:focus { border: 2px solid @focus; }
QPushButton[kind="fact"] { background: transparent; border-color: @line; padding: 0 8px; min-height: 22px; font-size: 12px; color: @text2; }
QPushButton[kind="fact"]:hover { background: @hover; color: @text; border-color: @edge; }
QPushButton[kind="fact"]:disabled { border-color: transparent; padding: 0; text-align: left; }
QPushButton[kind="fact"]:focus { border: 2px solid @focus; }
QPushButton[kind="row"] { background: transparent; border: 2px solid transparent; padding: 0 2px; text-align: right; font-weight: 600; min-height: 24px; }
QPushButton[kind="row"]:hover { background: @hover; }
QPushButton[kind="row"]:focus { border: 2px solid @focus; }
QPushButton[kind="row"]::menu-indicator { width: 0; }
QPushButton[kind="pill"] { background: transparent; border-radius: 14px; padding: 0 12px; min-height: 26px; font-size: 12px; color: @text2; }
QPushButton[kind="pill"]:hover { background: @hover; color: @text; }
QPushButton[kind="transport"] { border-color: @raised; min-height: 46px; padding: 0; }
QPushButton[kind="transport"]:checked { background: @hover; border-color: @edge; }
QPushButton[kind="transport"]:disabled { border-color: @raised; }
QPushButton[kind="play"] { background: @text; border-color: @text; min-height: 46px; padding: 0; }
QPushButton[kind="play"]:hover { border-color: @text2; background: @text; }
QPushButton[kind="play"]:disabled { background: @raised; border-color: @raised; }
QPushButton[kind="transport"]:focus, QPushButton[kind="play"]:focus, QPushButton[kind="pill"]:focus { border: 2px solid @focus; }

QLineEdit { background: @lane; border: 1px solid @edge; border-radius: 6px; padding: 0 10px; min-height: 30px; selection-background-color: @take; selection-color: @on; }
QLineEdit:focus { border: 2px solid @focus; padding: 0 9px; }
QLineEdit[kind="prompt"] { min-height: 38px; font-size: 14px; padding: 0 11px; }
QLineEdit[kind="prompt"]:focus { padding: 0 10px; }
QLineEdit[kind="seed"] { font-weight: 600; padding: 0 8px; }
QLineEdit[kind="name"] { min-height: 20px; padding: 0 4px; font-weight: 600; }

QComboBox { background: @lane; border: 1px solid @edge; border-radius: 6px; padding: 0 8px 0 10px; min-height: 30px; font-weight: 500; }
QComboBox[kind="raised"] { background: @raised; border-color: @raised; }
QComboBox:disabled { color: @text3; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url(:/icons/chevron-down-@mode.svg); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: @raised; border: 1px solid @edge; selection-background-color: @hover; selection-color: @text; padding: 4px; }

QCheckBox { spacing: 6px; color: @text2; border: 2px solid transparent; border-radius: 4px; font-size: 12px; }
QCheckBox:disabled { color: @text3; }
QCheckBox::indicator { width: 12px; height: 12px; border: 1px solid @edge; border-radius: 3px; background: transparent; }
QCheckBox::indicator:checked { background: @text2; border-color: @text2; image: url(:/icons/check-@mode.svg); }

QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: 8px; margin: 0; }
QScrollBar::handle:vertical { background: @edge; border-radius: 4px; min-height: 24px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSlider { min-height: 22px; border: 2px solid transparent; border-radius: 6px; }
QSlider:focus { border: 2px solid @focus; }
QSlider::groove:horizontal { height: 4px; background: @raised; border-radius: 2px; }
QSlider::sub-page:horizontal { background: @text2; border-radius: 2px; }
QSlider::handle:horizontal { background: @play; width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; }
QSlider::handle:horizontal:disabled { background: @text3; }

QProgressBar { background: @raised; border: none; border-radius: 4px; max-height: 8px; min-height: 8px; }
QProgressBar::chunk { background: @take; border-radius: 4px; }
)";

} // namespace

QString styleSheetFor(const Palette& p, const QString& fontFamily) {
    // Longer names first: @text2 must not be read as @text.
    const std::pair<const char*, QColor> colors[] = {
        {"@text2", p.text2},   {"@text3", p.text3},   {"@text", p.text},   {"@window", p.window}, {"@panel", p.panel},
        {"@lane", p.lane},     {"@raised", p.raised}, {"@hover", p.hover}, {"@line", p.line},     {"@edge", p.edge},
        {"@source", p.source}, {"@style", p.style},   {"@take", p.take},   {"@on", p.on},         {"@play", p.play},
        {"@focus", p.focus},   {"@ok", p.ok},         {"@hot", p.hot},     {"@error", p.error}};
    QString sheet = QString::fromLatin1(kSheet);
    sheet.replace(QLatin1String("@family"), fontFamily);
    sheet.replace(QLatin1String("@mode"), QLatin1String(p.dark ? "dark" : "light"));
    for (const auto& [name, color] : colors) {
        sheet.replace(QLatin1String(name), color.name());
    }
    return sheet;
}

} // namespace morphony
